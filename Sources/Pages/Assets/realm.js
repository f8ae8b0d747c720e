"use strict";
// What a page of a realm needs the browser for: passkeys, codes to copy, waiting, frames. All else works without.
(() => {
  const page = window.CARDEA || {};
  const texts = page.texts || {};
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => Array.from(document.querySelectorAll(selector));

@import "_webauthn.js";

  const carry = (form, name, value) => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  };
  // Sends the page's form with what the authenticator has said, or with why it has said nothing.
  const send = (form, name, value) => {
    carry(form, name, value);
    const remember = one("#remember");
    if (remember) {
      carry(form, "remembering", "asked");
      if (remember.checked) carry(form, "remember", "yes");
    }
    form.submit();
  };

  // What is under way when a form is sent must not come after it.
  const leaving = new AbortController();
  let running = null;
  const begin = () => {
    if (running) running.abort();
    running = new AbortController();
    return running.signal;
  };

  // A page that is about one authenticator: it asks at once, and again when told to.
  const ceremony = async ({ options, isCreation, start }) => {
    const form = one("#ceremony");
    const waiting = one("#waiting");
    const again = one("#again");
    if (!form) return;
    // Nothing was asked yet: the button asks, as without scripts.
    if (!options) return;
    if (!hasPasskeys()) {
      // Said once; then the other ways are what is left.
      if (start) send(form, "error", "unsupported");
      else { again.hidden = true; offerOthers(); }
      return;
    }
    const run = async () => {
      waiting.hidden = false;
      sayWhenSlow();
      again.hidden = true;
      all(".notice").forEach((item) => { item.hidden = true; });
      try {
        const credential = isCreation
          ? await navigator.credentials.create({ publicKey: creationOptions(options), signal: begin() })
          : await navigator.credentials.get({ publicKey: requestOptions(options), signal: begin() });
        send(form, "credential", JSON.stringify(plain(credential)));
      } catch (error) {
        if (error.name !== "AbortError") send(form, "error", reason(error));
      }
    };
    again.addEventListener("click", (event) => { event.preventDefault(); run(); });
    if (start) run();
    else { waiting.hidden = true; again.hidden = false; }
  };

  // Passkeys offered where the name is typed: natively, while the page waits.
  const autofill = async (address, isOffered) => {
    const button = one("#passkey");
    const form = one("#passkeyForm");
    if (!form) return;
    const can = await capabilities();
    if (!hasPasskeys()) return;
    const options = async () => {
      const response = await fetch(address, {
        method: "POST", credentials: "same-origin", signal: leaving.signal, headers: { "Content-Type": "application/json" }, body: "{}",
      });
      if (!response.ok) throw new Error(String(response.status));
      return requestOptions((await response.json()).options);
    };
    const ask = async (mediation) => {
      try {
        const publicKey = await options();
        const credential = await navigator.credentials.get({ publicKey, mediation, signal: begin() });
        send(form, "credential", JSON.stringify(plain(credential)));
        return true;
      } catch (error) {
        if (error.name === "AbortError") return true;
        const shown = one("#passkeyProblem");
        if (mediation !== "conditional" && shown) shown.hidden = false;
        return false;
      }
    };
    if (button) {
      button.addEventListener("click", async (event) => {
        event.preventDefault();
        button.setAttribute("aria-busy", "true");
        one("#passkeyProblem").hidden = true;
        await ask("optional");
        button.removeAttribute("aria-busy");
        if (can.autofill) ask("conditional");
      });
    }
    if (isOffered && can.autofill) ask("conditional");
  };

  // What the browser can do goes along with every form, so that nobody is offered what they cannot have.
  const tellCapabilities = async () => {
    const can = await capabilities();
    all("form[data-capable]").forEach((form) => {
      carry(form, "webauthn", !hasPasskeys() ? "none" : can.platform ? "platform" : "roaming");
      if (can.conditionalCreate) carry(form, "conditionalCreate", "yes");
    });
  };
  const hideWhatCannotBe = () => {
    if (hasPasskeys()) return;
    all("[data-method=PASSKEY], [data-method=SECURITY_KEY]").forEach((way) => { way.closest("li").hidden = true; });
    all("#offer, .divider, #passkeyForm").forEach((item) => { item.hidden = true; });
  };

  // A passkey made on the side, after another sign-in, where the password manager agrees without a question.
  const conditionalCreate = async ({ options }) => {
    const can = await capabilities();
    const form = one("#ceremony");
    if (!form || !can.conditionalCreate) return;
    try {
      const credential = await navigator.credentials.create({
        publicKey: creationOptions(options), mediation: "conditional", signal: begin(),
      });
      if (credential) send(form, "credential", JSON.stringify(plain(credential)));
    } catch { /* Nobody was asked, so nobody is told. The page's own button is still there. */ }
  };

  // Tells password managers which passkeys are still good (WebAuthn Level 3 §5.1.10).
  const signal = async (known) => {
    if (!window.PublicKeyCredential) return;
    try {
      if (known.accepted && PublicKeyCredential.signalAllAcceptedCredentials) {
        await PublicKeyCredential.signalAllAcceptedCredentials({
          rpId: known.rpId, userId: known.userId, allAcceptedCredentialIds: known.accepted,
        });
      }
      if (known.name && PublicKeyCredential.signalCurrentUserDetails) {
        await PublicKeyCredential.signalCurrentUserDetails({
          rpId: known.rpId, userId: known.userId, name: known.name, displayName: known.displayName,
        });
      }
      if (known.unknown && PublicKeyCredential.signalUnknownCredential) {
        await PublicKeyCredential.signalUnknownCredential({ rpId: known.rpId, credentialId: known.unknown });
      }
    } catch { /* A kindness to the password manager: it may refuse. */ }
  };

  // After ten seconds of waiting, that there are other ways.
  const sayWhenSlow = () => {
    setTimeout(() => {
      const hint = one("#slow");
      const waiting = one("#waiting");
      if (!hint || !one("#others") || !waiting || waiting.hidden) return;
      hint.textContent = hint.dataset.text;
      offerOthers();
    }, 10000);
  };
  const offerOthers = () => { if (one("#others")) one("#others").className = "button secondary"; };

  // Waiting for something that happens elsewhere.
  const poll = (address) => {
    const ask = async () => {
      try {
        const response = await fetch(address, { credentials: "same-origin", cache: "no-store" });
        if (!response.ok || (await response.json()).isOver) { window.location.reload(); return; }
      } catch { /* Offline: the page says so by itself. */ }
      setTimeout(ask, 2000);
    };
    setTimeout(ask, 2000);
  };

  // A button that has to wait says how long; screen readers hear it every ten seconds.
  const countdown = (button) => {
    const ends = Date.now() + Number(button.dataset.wait) * 1000;
    const label = button.textContent;
    const status = one("#resendStatus");
    button.disabled = true;
    let spoken = null;
    const tick = () => {
      const left = Math.ceil((ends - Date.now()) / 1000);
      if (left <= 0) {
        button.disabled = false;
        button.textContent = label;
        if (status) status.textContent = label;
        // What was wrong was that it was too early.
        if (!one("#field")) all("#notice:not(.good)").forEach((item) => { item.hidden = true; });
        return;
      }
      button.textContent = button.dataset.text
        .replace("{time}", `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
      if (status && (spoken === null || left % 10 === 0) && spoken !== left) {
        spoken = left;
        status.textContent = button.textContent;
      }
      setTimeout(tick, 1000 - (Date.now() % 1000));
    };
    tick();
  };

  const tools = () => {
    const codes = all(".codes li").map((item) => item.textContent).join("\n");
    const on = (id, act) => { const b = one(id); if (b) { b.hidden = false; b.addEventListener("click", act); } };
    on("#copy", async (event) => {
      const button = event.currentTarget;
      const label = button.textContent;
      await navigator.clipboard.writeText(codes);
      button.textContent = texts.copied;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
    on("#download", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([codes + "\n"], { type: "text/plain" }));
      link.download = page.codesName || "recovery-codes.txt";
      link.click();
      URL.revokeObjectURL(link.href);
    });
    on("#print", () => window.print());
  };

  // Times in the person's own zone and words.
  const times = () => all("time[datetime]").forEach((item) => {
    item.textContent = new Date(item.dateTime).toLocaleString(document.documentElement.lang, {
      dateStyle: "medium", timeStyle: item.matches(".day") ? undefined : "short",
    });
  });

  // In a frame or a pop-up: whoever opened it hears that it is there, and that it is over.
  const tellOpener = (event) => {
    const target = window.parent !== window ? window.parent : window.opener;
    if (!target) return;
    const message = page.token ? { event, token: page.token } : { event };
    (page.embedders || []).forEach((origin) => target.postMessage(JSON.stringify(message), origin));
  };

  const setOffline = () => {
    const shown = one("#offline");
    if (shown) shown.hidden = navigator.onLine;
  };
  // Said again by screen readers, since it is new.
  const sayOffline = () => {
    const shown = one("#offline");
    const text = shown.textContent;
    shown.textContent = "";
    setTimeout(() => { shown.textContent = text; }, 100);
  };
  window.addEventListener("online", setOffline);
  window.addEventListener("offline", setOffline);
  setOffline();

  // A form is sent once; one that came back from the back button can be sent again. Without a connection the page
  // stays, with what was typed.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    if (!navigator.onLine) { event.preventDefault(); sayOffline(); return; }
    event.target.dataset.sent = "yes";
    leaving.abort();
    const button = event.submitter;
    if (button) button.setAttribute("aria-busy", "true");
    setTimeout(() => { one("#busy").textContent = texts.working; }, 1000);
  });
  window.addEventListener("pageshow", (event) => {
    all("form").forEach((form) => { delete form.dataset.sent; });
    all("[aria-busy]").forEach((item) => item.removeAttribute("aria-busy"));
    // Kept by the browser as it was: it may be over in the meantime.
    if (event.persisted) window.location.reload();
  });

  const code = one("input.code[data-length]");
  if (code) {
    code.addEventListener("input", () => {
      const digits = code.value.replace(/\D/g, "");
      if (digits.length === Number(code.dataset.length) && /^[\d\s-]*$/.test(code.value)) {
        code.value = digits;
        code.form.requestSubmit();
      }
    });
  }

  // A password is shown for as long as its owner wants to see it.
  const reveal = one("#reveal");
  if (reveal) {
    const show = reveal.textContent;
    reveal.hidden = false;
    reveal.addEventListener("click", () => {
      const field = one("#field");
      const isShown = field.type === "text";
      field.type = isShown ? "password" : "text";
      reveal.textContent = isShown ? show : reveal.dataset.hide;
      field.focus();
    });
    // What is sent is a password again: browsers keep what stood in a field of text.
    reveal.form.addEventListener("submit", () => { one("#field").type = "password"; });
  }

  // The list of languages closes as lists do.
  const languages = one(".languages");
  if (languages) {
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !languages.open) return;
      languages.open = false;
      one("#language").focus();
    });
    document.addEventListener("click", (event) => {
      if (!languages.contains(event.target)) languages.open = false;
    });
  }

  times();
  tools();
  hideWhatCannotBe();
  tellCapabilities();
  all("button[data-wait]").forEach(countdown);
  if (page.ceremony) ceremony(page.ceremony);
  if (page.autofill) autofill(page.autofill, true);
  if (page.conditionalCreate) conditionalCreate(page.conditionalCreate);
  if (page.signal) signal(page.signal);
  if (page.poll) { poll(page.poll); sayWhenSlow(); }
  tellOpener(page.isOver ? "AUTHSIGNAL_CLOSE_POPUP" : "AUTHSIGNAL_READY");
})();
