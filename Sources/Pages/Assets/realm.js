"use strict";
// What a page of a realm needs the browser for: passkeys, codes to copy, waiting, frames. All else works without.
(() => {
  const page = window.CARDEA || {};
  const texts = page.texts || {};
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => Array.from(document.querySelectorAll(selector));

@import "_webauthn.js";

  // Sends the page's form with what the authenticator has said, or with why it has said nothing.
  const send = (form, name, value) => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
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
    if (!hasPasskeys()) { send(form, "error", "unsupported"); return; }
    const run = async () => {
      waiting.hidden = false;
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
    if (!hasPasskeys()) { if (button) button.hidden = true; return; }
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
        if (mediation !== "conditional" && shown) { shown.hidden = false; shown.textContent = page.cancelled; }
        return false;
      }
    };
    if (button) {
      button.addEventListener("click", async (event) => {
        event.preventDefault();
        button.setAttribute("aria-busy", "true");
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
    if (!hasPasskeys()) return;
    all("form[data-capable]").forEach((form) => {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "webauthn", value: can.platform ? "platform" : "roaming" });
      form.append(field);
      if (!can.conditionalCreate) return;
      const more = document.createElement("input");
      Object.assign(more, { type: "hidden", name: "conditionalCreate", value: "yes" });
      form.append(more);
    });
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
        return;
      }
      button.textContent = (texts.wait || "").replace("{seconds}", String(left));
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
      dateStyle: "medium", timeStyle: "short",
    });
  });

  // In a frame or a pop-up: whoever opened it hears that it is there, and that it is over.
  const tellOpener = (event) => {
    const target = window.parent !== window ? window.parent : window.opener;
    if (!target) return;
    (page.embedders || []).forEach((origin) => target.postMessage(JSON.stringify({ event }), origin));
  };

  const setOffline = () => {
    const shown = one("#offline");
    if (shown) shown.hidden = navigator.onLine;
  };
  window.addEventListener("online", setOffline);
  window.addEventListener("offline", setOffline);
  setOffline();

  // A form is sent once; one that came back from the back button can be sent again.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "yes";
    leaving.abort();
    const button = event.submitter;
    if (button) button.setAttribute("aria-busy", "true");
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

  times();
  tools();
  tellCapabilities();
  all("button[data-wait]").forEach(countdown);
  if (page.ceremony) ceremony(page.ceremony);
  if (page.autofill) autofill(page.autofill, true);
  if (page.conditionalCreate) conditionalCreate(page.conditionalCreate);
  if (page.signal) signal(page.signal);
  if (page.poll) poll(page.poll);
  tellOpener(page.isOver ? "AUTHSIGNAL_CLOSE_POPUP" : "AUTHSIGNAL_READY");
})();
