"use strict";
// What a page of a journey does when scripts run: checks before it sends, sends without a reload, and shows what came
// back. Without this file the same page works as a plain form. The protocol is B2C's (b2c-reference §15.4).
(() => {
  const settings = window.SETTINGS;
  const content = window.CONTENT || {};
  if (!settings) return;

  const byID = (id) => document.getElementById(id);
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const fields = ((window.SA_FIELDS && window.SA_FIELDS.AttributeFields) || []).filter((field) => byID(field.ID));
  const isOurs = document.body.classList.contains("cardea");
  /** Milliseconds after which an answer is not waited for any longer. */
  const patience = 60000;
  /** Milliseconds in which nobody needs one more code. */
  const pause = 10000;
  let isBusy = false;

  // Addresses

  const query = (values) => new URLSearchParams(values).toString();
  const transaction = query({ tx: settings.transId, p: settings.hosts.policy });
  const under = (path) => `${settings.hosts.tenant}/${path}`;
  const api = (action, values = {}) =>
    under(`api/${settings.api}/${action}?${query({
      ...values, csrf_token: settings.csrf, tx: settings.transId, p: settings.hosts.policy,
    })}`);

  const confirm = () => {
    const remember = byID("rememberMe");
    leave(api("confirmed", {
      rememberMe: String(Boolean(remember && remember.checked)),
      diags: JSON.stringify({ pageViewId: settings.pageViewId, pageId: settings.api, trace: [] }),
    }));
  };

  const leave = (address) => window.location.assign(address);

  // Sending

  /** Posts a form and returns the answer's JSON; `null` where there is none that can be read. */
  const post = async (address, values) => {
    try {
      const response = await fetch(address, {
        method: "POST", credentials: "same-origin", redirect: "error", cache: "no-store",
        signal: AbortSignal.timeout?.(patience),
        headers: {
          "X-CSRF-TOKEN": settings.csrf, "X-Requested-With": "XMLHttpRequest",
          "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", Accept: "application/json",
        },
        body: query(values),
      });
      return await response.json();
    } catch {
      return null;
    }
  };

  /** Runs `work` once at a time, showing on `button` that it runs. */
  const busy = async (button, work) => {
    if (isBusy) return;
    isBusy = true;
    const spinner = document.createElement("span");
    spinner.className = "spinner";
    spinner.setAttribute("aria-hidden", "true");
    const timer = setTimeout(() => {
      if (button && isOurs) button.prepend(spinner);
      const working = byID("verifying_blurb");
      if (working && button && button.id === "continue") working.hidden = false;
    }, 300);
    if (button) button.setAttribute("aria-busy", "true");
    try {
      await work();
    } finally {
      clearTimeout(timer);
      idle();
    }
  };

  const idle = () => {
    isBusy = false;
    all("[aria-busy]").forEach((button) => {
      button.removeAttribute("aria-busy");
      all(".spinner", button).forEach((spinner) => spinner.remove());
    });
    const working = byID("verifying_blurb");
    if (working) working.hidden = true;
  };

  /** True where the server sends the browser elsewhere on its own, because the journey cannot go on here. */
  const followed = (answer) => {
    if (!answer || typeof answer.location !== "string") return false;
    const target = new URL(answer.location, window.location.href);
    if (target.origin !== window.location.origin) return false;
    leave(target.href);
    return true;
  };

  const succeeded = (answer) => answer !== null && String(answer.status) === "200";
  const messageOf = (answer) => (answer && answer.message) || content.unknown_error || "";

  // Messages

  const show = (element, message) => {
    if (!element) return;
    const isShown = Boolean(message);
    if (message !== true) (element.querySelector("p") || element).textContent = message || "";
    element.classList.toggle("show", isShown);
    element.setAttribute("aria-hidden", String(!isShown));
  };

  const showPageError = (message) => {
    const element = byID("claimVerificationServerError");
    show(element, message);
    if (message && element) element.focus();
  };

  const clearPageErrors = () => all(".error.pageLevel").forEach((element) => {
    element.classList.remove("show");
    element.setAttribute("aria-hidden", "true");
  });

  const showItemError = (id, message) => {
    show(byID(`${id}_error`), message);
    const control = byID(id);
    if (!control) return;
    const isOne = control.matches("input, select, textarea, [role=radiogroup]");
    (isOne ? [control] : all("input, select", control)).forEach((input) => {
      if (message) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    });
  };

  /** What a code is under way for stays as it is. What the policy makes read-only always does. */
  const lock = (field, isLocked) => {
    if (field.IS_RDO || !isPosted(field)) return;
    const control = byID(field.ID);
    const inputs = control.matches("input, select") ? [control] : all("input, select", control);
    inputs.forEach((input) => {
      if (input.matches("select, [type=radio], [type=checkbox]")) input.disabled = isLocked;
      else input.readOnly = isLocked;
    });
  };

  const focusField = (id) => {
    const control = byID(id);
    if (!control) return;
    const target = control.matches("input, select, textarea") ? control : control.querySelector("input, select");
    if (target) target.focus();
  };

  /** A code was sent once more: says so, and keeps the button still for a while. */
  const resent = (message, element, button) => {
    element.textContent = "";
    // In a turn of its own: a screen reader is to hear it again.
    setTimeout(() => { element.textContent = message; });
    if (!isOurs) return;
    button.disabled = true;
    setTimeout(() => { button.disabled = false; }, pause);
  };

  // Values and checks

  const valueOf = (field) => {
    const control = byID(field.ID);
    if (field.IS_DATE) {
      const [day, month, year] = ["day", "month", "year"].map((part) => byID(`${field.ID}_${part}`).value);
      if (!day && !month && !year) return "";
      return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    }
    if (field.IS_CHECK_MULTI || field.IS_RADIO) {
      return all("input:checked", control).map((input) => input.value).join(",");
    }
    return control.value;
  };

  const isCaptcha = (field) => captchas.some((captcha) => captcha.answer.id === field.ID);

  const isPosted = (field) => !field.IS_TEXT_IN_PARAGRAPH && field.UX_INPUT_TYPE !== "Readonly";

  /** Something can be entered, here and now. */
  const isOpen = (field) => {
    const control = byID(field.ID);
    return isPosted(field) && !control.readOnly && !control.disabled && control.getClientRects().length > 0;
  };

  /** A policy's expression is .NET's; one that this browser cannot read is left to the server. */
  const expression = (source) => {
    try { return new RegExp(source); } catch { return null; }
  };

  const holds = (rule, value) => {
    if (rule.minimum !== undefined) return value.length >= rule.minimum && value.length <= rule.maximum;
    if (rule.matches !== undefined) return matches(rule.matches, value);
    if (rule.includes !== undefined) return matches(`[${rule.includes.replace(/[[\]^]/g, "\\$&")}]`, value);
    const today = new Date().toISOString().slice(0, 10);
    const bound = (text) => (text.toLowerCase() === "today" ? today : text);
    return value >= bound(rule.earliest) && value <= bound(rule.latest);
  };

  const matches = (source, value) => {
    const compiled = expression(source);
    return compiled === null || compiled.test(value);
  };

  const missing = (group, value) => {
    const failed = group.rules.filter((rule) => !holds(rule, value));
    return group.rules.length - failed.length >= group.atLeast ? null : failed;
  };

  const predicateError = (field, value) => {
    for (const group of field.PREDICATES || []) {
      const failed = missing(group, value);
      if (failed) {
        return [group.help, ...failed.map((rule) => rule.help)].filter(Boolean).join(" ") || content.error_fieldIncorrect;
      }
    }
    return "";
  };

  const requiredMessage = (field) => {
    if (settings.api !== "CombinedSigninAndSignup") return content.required_field;
    if (field.IS_PASSWORD) return content.requiredField_password;
    const mode = field.IS_EMAIL ? "email" : (settings.config.operatingMode || "generic").toLowerCase();
    return (content[`requiredField_${mode}`] || content.requiredField_generic || "").replace("{0}", field.DN);
  };

  /** False for the 31st of February, which browsers take for the 3rd of March. */
  const isDay = (value) => {
    const time = Date.parse(`${value}T00:00:00Z`);
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
  };

  const emailForm = /^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$/;

  const errorIn = (field) => {
    const value = valueOf(field);
    if (value === "") return field.IS_REQ ? requiredMessage(field) : "";
    if (field.IS_EMAIL && !emailForm.test(value)) return content.ver_incorrect_format || content.invalid_email;
    if (field.IS_DATE && !isDay(value)) return content.entryNotADate;
    if (field.PAT && !matches(field.PAT, value)) return field.PAT_DESC;
    return predicateError(field, value);
  };

  const mismatch = () => {
    const [once, again] = ["newPassword", "reenterPassword"].map((id) => fields.find((field) => field.ID === id));
    return once && again && valueOf(once) !== valueOf(again) ? again : null;
  };

  const first = (ids) => ids.reduce((found, id) =>
    (byID(found).compareDocumentPosition(byID(id)) & Node.DOCUMENT_POSITION_PRECEDING ? id : found));

  /** Shows every problem and returns whether there is none. The first one gets the focus. */
  const check = () => {
    clearPageErrors();
    const bad = [];
    let isMissing = false;
    for (const field of fields.filter((candidate) => isPosted(candidate) && !candidate.IS_RDO)) {
      if (isInsideControl(field) || (isCaptcha(field) && isSolved(field))) continue;
      const error = errorIn(field);
      showItemError(field.ID, error);
      if (error) bad.push(field.ID);
      if (error && valueOf(field) === "") isMissing = true;
    }
    for (const step of verifications.filter((candidate) => candidate.isRequired && candidate.state !== "verified")) {
      show(step.failure, step.element.dataset.required);
      bad.push(step.focusID);
    }
    const second = bad.length ? null : mismatch();
    if (second) {
      showItemError(second.ID, content.error_passwordEntryMismatch);
      show(byID("passwordEntryMismatch"), true);
      bad.push(second.ID);
    } else if (bad.length) {
      show(byID(isMissing ? "requiredFieldMissing" : "fieldIncorrect"), true);
    }
    if (bad.length) focusField(first(bad));
    return bad.length === 0;
  };

  const showAnswer = (answer) => {
    if (followed(answer)) return;
    const named = Object.entries((answer && answer.fields) || {}).filter(([id]) => byID(id));
    named.forEach(([id, message]) => showItemError(id, message));
    if (named.length > 0 && (!answer.message || showCaptchaErrors(answer))) focusField(named[0][0]);
    else showPageError(messageOf(answer));
  };

  // Verification of an address or a number, inside a page

  class Verification {
    constructor(element) {
      this.element = element;
      this.id = element.dataset.verification;
      this.isControl = element.dataset.kind === "control";
      this.isRequired = element.dataset.required !== undefined;
      /** False: an app knows the code, and there is nothing to send or to change. */
      this.sendsCode = element.dataset.sends !== "no";
      /** Nothing else is asked: a right code leads on. */
      this.leadsOn = element.dataset.leads === "on";
      this.mayChange = element.dataset.change !== "no";
      this.state = element.dataset.state;
      this.code = byID(element.dataset.code);
      this.failure = byID(`${this.id}_fail`);
    }

    button(name) {
      const ids = this.isControl
        ? { send: "but_send_code", verify: "but_verify_code", resend: "but_send_new_code", change: "but_change_claims" }
        : { send: "ver_but_send", verify: "ver_but_verify", resend: "ver_but_resend", change: "ver_but_edit" };
      return byID(`${this.id}_${ids[name]}`);
    }

    get fields() {
      if (!this.isControl) return fields.filter((field) => field.ID === this.id);
      const root = byID(this.id);
      return fields.filter((field) => field.ID !== this.code.id && root.contains(byID(field.ID)));
    }

    get info() { return byID(`${this.id}_info`).firstElementChild; }

    /** Somebody typed the code and goes on without checking it. */
    get isPending() { return this.state === "sent" && this.code.value.trim() !== ""; }

    get focusID() {
      return this.state === "idle" && this.fields.length ? this.fields[0].ID : this.code.id;
    }

    async act(name, button) {
      show(this.failure, "");
      if (name === "change") return this.change();
      if (name === "verify" && !this.code.value.trim()) {
        show(this.failure, content.required_field);
        return this.code.focus();
      }
      if (name !== "verify" && !this.checkFields()) return undefined;
      return busy(button, () => this.request(name));
    }

    checkFields() {
      for (const field of this.fields.filter(isPosted)) {
        const error = valueOf(field) === "" ? content.required_field : errorIn(field);
        showItemError(field.ID, error);
        if (error) {
          focusField(field.ID);
          return false;
        }
      }
      return true;
    }

    async request(name) {
      const answer = await post(this.address(name), this.values(name));
      if (name !== "verify") await renewCaptchas();
      if (succeeded(answer)) {
        if (name === "verify") return this.leadsOn ? confirm() : this.succeed();
        this.enter("sent");
        if (name === "resend") resent(this.info.dataset.again, this.info, this.button("resend"));
        return undefined;
      }
      if (followed(answer)) return undefined;
      const isOver = name === "verify" && answer && answer.retry === false;
      if (isOver && !this.sendsCode) return confirm();
      if (isOver) this.enter("failed");
      if (showCaptchaErrors(answer)) return undefined;
      show(this.failure, messageOf(answer));
      if (name === "verify" && !isOver) this.code.select();
      return undefined;
    }

    address(name) {
      if (!this.isControl) return under(`SelfAsserted?${transaction}`);
      const action = name === "verify" ? "VerifyCode" : "SendCode";
      return under(`SelfAsserted/DisplayControlAction/vbeta/${encodeURIComponent(this.id)}/${action}?${transaction}`);
    }

    values(name) {
      const code = this.code.value.replace(/\s/g, "");
      if (this.isControl) {
        const values = Object.fromEntries(this.fields.filter(isPosted).map((field) => [field.ID, valueOf(field)]));
        return name === "verify" ? { ...values, [this.code.id]: code } : { ...values, ...captchaAnswers() };
      }
      const claim = { claim_id: this.id, claim_value: byID(this.id).value, ...captchaAnswers() };
      return name === "verify"
        ? { request_type: "VALIDATION_REQUEST", ...claim, VERIFICATION_CODE: code }
        : { request_type: "VERIFICATION_REQUEST", ...claim };
    }

    succeed() {
      this.enter("verified");
      const next = fields.find((field) => isOpen(field) && valueOf(field) === "");
      if (next) focusField(next.ID);
      else if (byID("continue")) byID("continue").focus();
    }

    change() {
      this.enter("idle");
      const [first] = this.fields;
      if (first) focusField(first.ID);
    }

    /** Shows what belongs to a state, and nothing else. */
    enter(state) {
      this.state = state;
      this.element.dataset.state = state;
      this.element.className = `verification ${state}`;
      show(this.failure, "");
      byID(`${this.id}_intro`).hidden = state !== "idle";
      this.info.hidden = state !== "sent";
      if (state === "sent") this.info.textContent = this.info.dataset.first;
      byID(`${this.id}_success`).firstElementChild.hidden = state !== "verified";
      this.code.closest(".verificationCode").hidden = state !== "sent";
      this.button("send").hidden = state !== "idle" || !this.sendsCode;
      this.button("verify").hidden = state !== "sent";
      this.button("resend").hidden = (state !== "sent" && state !== "failed") || !this.sendsCode;
      this.button("resend").classList.toggle("primary", state === "failed");
      this.button("resend").classList.toggle("link", state !== "failed");
      this.button("change").hidden = state === "idle" || !this.sendsCode || !this.mayChange;
      this.fields.forEach((field) => lock(field, state === "verified" || (state !== "idle" && this.sendsCode)));
      if (state !== "sent") this.code.value = "";
      if (state === "sent") this.code.focus();
    }
  }

  // A task that is easy for people

  class Captcha {
    constructor(element) {
      this.element = element;
      this.id = element.dataset.captcha;
      this.answer = byID(element.dataset.answer);
      this.task = element.querySelector(".captchaTask");
    }

    get isSolved() { return this.task.hidden; }

    async ask(action) {
      const path = `SelfAsserted/DisplayControlAction/vbeta/${encodeURIComponent(this.id)}/${action}`;
      const answer = await post(under(`${path}?${transaction}`), {});
      if (succeeded(answer)) this.show(answer);
      else if (!followed(answer)) showItemError(this.answer.id, messageOf(answer));
    }

    show({ solved, challenge }) {
      this.task.hidden = Boolean(solved);
      this.element.classList.toggle("solved", Boolean(solved));
      byID(`${this.id}_success`).firstElementChild.hidden = !solved;
      if (solved || !challenge) return;
      const [image, question] = [byID(`${this.id}_image`), byID(`${this.id}_question`)];
      image.hidden = !challenge.image;
      question.hidden = !challenge.question;
      if (challenge.image) image.src = challenge.image;
      question.textContent = challenge.question || "";
      const kind = challenge.image ? "image" : "question";
      [byID(`${this.answer.id}_label`), byID(`${this.id}_switch`)].forEach((element) => {
        element.textContent = element.dataset[kind];
      });
      this.answer.value = "";
    }
  }

  const captchas = all("[data-captcha]").map((element) => new Captcha(element));

  const isSolved = (field) => captchas.some((captcha) => captcha.answer.id === field.ID && captcha.isSolved);

  const captchaAnswers = () =>
    Object.fromEntries(captchas.filter((one) => !one.isSolved).map((one) => [one.answer.id, one.answer.value]));

  /** Each task is good for one answer. */
  const renewCaptchas = () => Promise.all(captchas.map((captcha) => captcha.ask("GetChallenge")));

  const showCaptchaErrors = (answer) => {
    const wrong = captchas.filter((captcha) => answer && answer.fields && answer.fields[captcha.answer.id]);
    wrong.forEach((captcha) => showItemError(captcha.answer.id, answer.fields[captcha.answer.id]));
    if (wrong.length) wrong[0].answer.focus();
    return wrong.length > 0;
  };

  const verifications = all("[data-verification]").map((element) => new Verification(element));

  const isInsideControl = (field) => verifications.some((step) =>
    step.isControl && (step.code.id === field.ID || step.fields.some((own) => own.ID === field.ID)));

  const verificationAction = (value) => {
    const [first, second] = [value.slice(0, value.indexOf(":")), value.slice(value.indexOf(":") + 1)];
    const control = verifications.find((step) => step.isControl && step.id === first);
    if (control) {
      return [control, { SendCode: control.state === "idle" ? "send" : "resend", VerifyCode: "verify" }[second] || "change"];
    }
    return [verifications.find((step) => !step.isControl && step.id === second), first];
  };

  /** What Enter means, by where it was pressed and how far the page is. */
  const enterAction = () => {
    const at = document.activeElement;
    const step = verifications.find((candidate) =>
      candidate.code === at || candidate.fields.some((field) => field.ID === at.id));
    if (step && step.code === at && step.state === "sent") return [step, "verify"];
    if (step && step.state === "idle") return [step, "send"];
    return null;
  };

  // The forms of fields

  const submitFields = async (form, button) => {
    for (const step of verifications.filter((candidate) => candidate.isPending)) {
      await step.act("verify", button);
      if (step.state !== "verified") return undefined;
    }
    if (!check()) return undefined;
    return busy(button, async () => {
      const values = { request_type: "RESPONSE" };
      fields.filter(isPosted).forEach((field) => { values[field.ID] = valueOf(field); });
      const answer = await post(form.getAttribute("action"), values);
      if (succeeded(answer)) {
        confirm();
        await new Promise((resolve) => { window.addEventListener("pagehide", resolve, { once: true }); });
      } else {
        await renewCaptchas();
        showAnswer(answer);
      }
    });
  };

  const onSubmit = (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const button = event.submitter;
    const isDefault = !button || button.classList.contains("defaultAction");
    const value = isDefault ? "continue" : button.value;
    if (value === "cancel") return leave(api("cancelled"));
    if (isDefault) {
      const meant = enterAction();
      if (meant) return meant[0].act(meant[1], meant[0].button(meant[1]));
    } else if (value.includes(":")) {
      const captcha = captchas.find((candidate) => value.startsWith(`${candidate.id}:`));
      if (captcha) {
        return busy(button, async () => {
          await captcha.ask(value.slice(captcha.id.length + 1));
          captcha.answer.focus();
        });
      }
      const [step, name] = verificationAction(value);
      return step ? step.act(name, button) : undefined;
    }
    return submitFields(form, isDefault ? byID("continue") || byID("next") : button);
  };

  // Only where the policy asks for it: an error while somebody still types is a nuisance (WCAG 2.2 §3.3.1).
  const delay = Number(settings.config.inputVerificationDelayTimeInMilliseconds);
  const isDelayed = Number.isFinite(delay) && delay > 0;

  const watchField = (field) => {
    const control = byID(field.ID);
    const rules = byID(`${field.ID}_rules`);
    let timer = 0;
    control.addEventListener("input", () => {
      showItemError(field.ID, "");
      if (rules) tick(field, rules);
      clearTimeout(timer);
      if (!isDelayed) return;
      timer = setTimeout(() => {
        if (valueOf(field) !== "" && !field.IS_RDO) showItemError(field.ID, errorIn(field));
      }, delay);
    });
    control.addEventListener("focusout", (event) => {
      if (control.contains(event.relatedTarget) || valueOf(field) === "" || field.IS_RDO) return;
      if (settings.api !== "CombinedSigninAndSignup") showItemError(field.ID, errorIn(field));
    });
  };

  const tick = (field, list) => {
    const value = valueOf(field);
    const rules = (field.PREDICATES || []).flatMap((group) => group.rules);
    all("li", list).forEach((item, index) => {
      item.classList.toggle("met", value !== "" && rules[index] !== undefined && holds(rules[index], value));
    });
  };

  const startFields = (form) => {
    form.noValidate = true;
    form.addEventListener("submit", onSubmit);
    fields.filter(isPosted).forEach(watchField);
    const first = form.querySelector("[aria-invalid='true']");
    const message = form.querySelector(".error.pageLevel.show");
    if (message) message.focus();
    else if (first) focusField(first.id);
  };

  // The phone page

  class Phone {
    constructor(form) {
      this.form = form;
      form.noValidate = true;
      form.addEventListener("submit", (event) => this.onSubmit(event));
      const code = byID("verificationCode");
      code.addEventListener("input", () => {
        if (/^\s*(\d\s*){6}$/.test(code.value)) form.requestSubmit(byID("verifyCode"));
      });
      this.enter(window.UV_PHONE.state, false);
    }

    enter(state, movesFocus = true) {
      this.state = state;
      this.form.className = state;
      all("fieldset[data-state]", this.form).forEach((part) => {
        part.disabled = part.dataset.state !== state;
        part.hidden = part.disabled;
      });
      const intro = document.querySelector("#api > .intro");
      if (intro) intro.hidden = state !== "choosing" || !intro.textContent.trim();
      byID("resent").textContent = "";
      clearInterval(this.timer);
      if (state === "calling") this.poll();
      if (!movesFocus) return;
      if (state === "enteringCode") byID("verificationCode").focus();
      if (state === "choosing") all("input:not([type=hidden]), select", this.form).find((input) => !input.disabled)?.focus();
    }

    onSubmit(event) {
      event.preventDefault();
      const button = event.submitter;
      const fallback = this.state === "enteringCode" ? "verify" : window.UV_PHONE.mode === "phone" ? "call" : "sms";
      const action = button && button.value ? button.value : fallback;
      clearPageErrors();
      if (action === "cancel") return leave(api("cancelled"));
      if (action === "retry") return this.enter("choosing");
      if (action === "verify") return this.verify(button);
      if (action === "resend") return this.resend(button);
      return this.send(action, button);
    }

    /** The number as the server wants it; null where something is missing. */
    number() {
      const chosen = this.form.querySelector("input[name=id][type=radio]:checked");
      if (chosen ? chosen.value !== "manual" : !window.UV_PHONE.manual) return { id: chosen ? chosen.value : "0" };
      const [country, number] = [byID("countryCode"), byID("number")];
      // Policies write the pattern for the whole number, as B2C's page puts it together.
      const typed = number.value.trim();
      const calling = country.selectedOptions[0]?.textContent.match(/\(\+(\d+)\)/)?.[1] ?? "";
      const whole = typed.startsWith("+") ? typed : `+${calling}${typed.replace(/^0+/, "")}`;
      const isNumber = matches(content.number_pattern, typed) || matches(content.number_pattern, whole);
      showItemError("countryCode", country.value || number.value.trim().startsWith("+") ? "" : content.requiredField_countryCode);
      showItemError("number", !number.value ? content.requiredField_number : isNumber ? "" : content.invalid_number);
      const bad = [country, number].find((input) => input.getAttribute("aria-invalid"));
      if (bad) bad.focus();
      return bad ? null : { countryCode: country.value, number: number.value };
    }

    send(action, button) {
      const number = this.number();
      if (!number) return undefined;
      const values = { request_type: "VERIFICATION_REQUEST", auth_type: action === "call" ? "voice" : "onewaysms", ...number };
      return busy(button, async () => {
        const answer = await this.post(values);
        if (!succeeded(answer)) return showAnswer(answer);
        byID("sentTo").textContent = this.numberInWords(number);
        return this.enter(answer.next === "poll" ? "calling" : "enteringCode");
      });
    }

    /** To the number that the server knows by now. */
    resend(button) {
      return busy(button, async () => {
        const answer = await this.post({ cardea_action: "resend" });
        if (!succeeded(answer)) return showAnswer(answer);
        this.enter("enteringCode");
        return resent(content.code_resent, byID("resent"), byID("retryCode"));
      });
    }

    /** As the page shows a number that is known, or as it was typed. */
    numberInWords(number) {
      if (number.number !== undefined) return number.number;
      return window.UV_PHONE.numbers[Number(number.id)] || "";
    }

    verify(button) {
      const input = byID("verificationCode");
      const code = input.value.replace(/\s/g, "");
      const isCode = matches(content.code_pattern, code);
      showItemError("verificationCode", !code ? content.requiredField_code : isCode ? "" : content.invalid_code);
      if (!code || !isCode) return input.focus();
      return busy(button || byID("verifyCode"), async () => {
        const answer = await this.post({ request_type: "VALIDATION_REQUEST", VERIFICATION_CODE: code });
        if (succeeded(answer)) return confirm();
        if (!followed(answer)) {
          showItemError("verificationCode", messageOf(answer));
          input.select();
        }
        return undefined;
      });
    }

    poll() {
      const started = Date.now();
      byID("waitingLong").hidden = true;
      this.timer = setInterval(async () => {
        if (document.hidden) return;
        if (Date.now() - started > 10000) byID("waitingLong").hidden = false;
        const answer = await this.post({ request_type: "POLLING_REQUEST" });
        if (this.state !== "calling" || (answer && String(answer.status) === "202")) return;
        if (succeeded(answer)) {
          clearInterval(this.timer);
          confirm();
        } else if (answer) {
          this.enter("choosing");
          showAnswer(answer);
        }
      }, 3000);
    }

    post(values) { return post(this.form.getAttribute("action"), values); }
  }

  // Passkeys: on a page of their own, or as a way of the sign-in page that browsers offer where the name is typed

@import "_webauthn.js";

  class Passkeys {
    constructor(form, way) {
      this.form = form;
      this.way = way;
      this.button = byID("passkey") || (way.exchange ? byID(way.exchange) : null);
      this.waiting = byID("passkeyWaiting");
      // A form or a link that goes elsewhere ends what the browser shows.
      this.leaving = new AbortController();
      document.addEventListener("submit", () => this.leaving.abort(), { capture: true });
      this.start();
    }

    async start() {
      const { button, way } = this;
      if (!hasPasskeys()) {
        // Without the script the button leads to a page that says so; with it, it would lead nowhere.
        if (way.exchange && button) button.hidden = true;
        else if (!document.querySelector(".error.pageLevel.show")) showPageError(way.cancelled);
        return;
      }
      if (button) {
        button.hidden = false;
        button.addEventListener("click", (event) => {
          event.preventDefault();
          busy(button, () => this.ask("optional"));
        });
      }
      if (way.unknown) this.forget(way.unknown);
      if (way.start) this.ask("optional");
      else if (way.autofill && (await capabilities()).autofill) this.ask("conditional");
    }

    /** What the browser is to be asked, good for one answer; null where the server has refused. */
    async options(mediation) {
      const values = { autofill: String(mediation === "conditional") };
      if (this.way.exchange) values.exchange = this.way.exchange;
      const answer = await post(this.form.dataset.options, values);
      if (succeeded(answer)) return answer.options;
      if (mediation !== "conditional" && !followed(answer)) showPageError(messageOf(answer));
      return null;
    }

    async ask(mediation) {
      if (this.running) this.running.abort();
      const running = new AbortController();
      this.running = running;
      this.leaving.signal.addEventListener("abort", () => running.abort(), { once: true });
      if (mediation !== "conditional") this.show(true);
      try {
        const options = await this.options(mediation);
        if (!options || running.signal.aborted) return;
        const { signal } = running;
        const credential = this.way.isCreation
          ? await navigator.credentials.create({ publicKey: creationOptions(options), signal })
          : await navigator.credentials.get({ publicKey: requestOptions(options), mediation, signal });
        this.send("credential", JSON.stringify(plain(credential)));
      } catch (error) {
        // Nobody is told about what nobody has asked for.
        if (error.name === "AbortError" || mediation === "conditional") return;
        if (!this.way.exchange) this.send("error", reason(error));
        else {
          showPageError(this.way.cancelled);
          if (this.way.autofill && (await capabilities()).autofill) this.ask("conditional");
        }
      } finally {
        if (this.running === running) this.show(false);
      }
    }

    show(isWaiting) {
      if (this.waiting) this.waiting.hidden = !isWaiting;
      if (isWaiting) clearPageErrors();
    }

    send(name, value) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      this.form.append(field);
      this.form.submit();
    }

    /** The password manager need not offer it any more (WebAuthn Level 3 §5.1.10.2). */
    async forget(credentialId) {
      try {
        await PublicKeyCredential.signalUnknownCredential?.({ rpId: this.way.rpId, credentialId });
      } catch { /* A kindness: it may refuse. */ }
    }
  }

  // Everywhere

  const startPasswords = () => all(".showPassword").forEach((button) => {
    if (!isOurs) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const input = byID(button.getAttribute("aria-controls"));
      const isShown = input.type === "password";
      input.type = isShown ? "text" : "password";
      button.setAttribute("aria-pressed", String(isShown));
      input.focus();
    });
  });

  const startHelp = () => document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") all("details.help[open]").forEach((help) => { help.open = false; });
  });

  /** Goes on by itself, once hidden frames have had their time to sign out elsewhere. */
  const follow = (link) => {
    const frames = all("iframe.frontChannel");
    const loaded = Promise.all(frames.map((frame) =>
      new Promise((resolve) => { frame.addEventListener("load", resolve, { once: true }); })));
    const patience = new Promise((resolve) => { setTimeout(resolve, 4000); });
    const go = () => window.location.replace(link.href);
    if (frames.length === 0) go();
    else Promise.race([loaded, patience]).then(go);
  };

  const start = () => {
    const form = byID("attributeVerification") || byID("localAccountForm");
    if (form) startFields(form);
    if (byID("phoneFactor") && window.UV_PHONE) new Phone(byID("phoneFactor"));
    if (byID("passkeyForm") && window.UV_PASSKEY) new Passkeys(byID("passkeyForm"), window.UV_PASSKEY);
    startPasswords();
    startHelp();
    const link = document.querySelector("a[data-follow]");
    if (link) follow(link);
    // A page that comes back from the browser's cache must not still be waiting.
    window.addEventListener("pageshow", (event) => { if (event.persisted) idle(); });
  };

  start();
})();
