"use strict";
// Decodes what the fragment of the address holds, or what is pasted. Nothing leaves the page.
(() => {
  const notes = window.CLAIMS;
  const decoded = document.getElementById("decoded");
  const paste = document.querySelector(".paste");

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };

  const part = (text) => {
    const bytes = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  };

  const read = (token) => {
    const parts = token.trim().split(".");
    if (parts.length !== 3) return null;
    try {
      return { header: part(parts[0]), claims: part(parts[1]) };
    } catch {
      return null;
    }
  };

  const valueCell = (name, value) => {
    const cell = element("td");
    cell.append(element("code", typeof value === "string" ? value : JSON.stringify(value)));
    if (notes.times.includes(name) && Number.isFinite(value)) {
      const time = new Date(value * 1000);
      cell.append(element("time", time.toLocaleString(), { datetime: time.toISOString() }));
      if (name === "exp" && time <= new Date()) cell.append(element("span", "expired", { class: "expired" }));
    }
    return cell;
  };

  const table = (claims) => {
    const made = element("table", undefined, { class: "claims" });
    const head = element("tr");
    ["Claim", "Value", "Meaning"].forEach((title) => head.append(element("th", title, { scope: "col" })));
    made.append(element("thead"), element("tbody"));
    made.tHead.append(head);
    Object.entries(claims).forEach(([name, value]) => {
      const row = element("tr");
      row.append(element("th", name, { scope: "row" }), valueCell(name, value), element("td", notes.claims[name] || "", { class: "note" }));
      made.tBodies[0].append(row);
    });
    return made;
  };

  const section = (name, value) => {
    const made = element("section", undefined, { class: "parameter" });
    made.append(element("h2", name));
    if (notes.parameters[name]) made.append(element("p", notes.parameters[name], { class: "note" }));
    const token = read(value);
    const raw = element("pre", value, { class: "raw", tabindex: "0" });
    if (!token) {
      made.append(raw);
      return made;
    }
    const details = element("details");
    details.append(element("summary", "As sent"), raw);
    made.append(element("h3", "Claims"), table(token.claims), element("h3", "Header"), table(token.header), details);
    return made;
  };

  const fragment = new URLSearchParams(window.location.hash.slice(1));
  if (Array.from(fragment.keys()).length) {
    const values = Array.from(fragment);
    const isToken = ([, value]) => read(value) !== null;
    const ordered = [...values.filter(isToken), ...values.filter((pair) => !isToken(pair))];
    decoded.replaceChildren(...ordered.map(([name, value]) => section(name, value)));
  }

  document.querySelectorAll("time[datetime]").forEach((time) => {
    time.textContent = new Date(time.dateTime).toLocaleString();
  });

  paste.hidden = false;
  document.getElementById("pasted").addEventListener("input", (event) => {
    const text = event.target.value.trim();
    if (text) decoded.replaceChildren(section("token", text));
  });
})();
