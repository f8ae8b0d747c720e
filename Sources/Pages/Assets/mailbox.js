"use strict";
// Keeps the list of messages fresh by asking for the page again, and copies codes.
(() => {
  const interval = 1500;
  const live = document.getElementById("live");

  const start = (root) => root.querySelectorAll("button[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
  });

  const localTimes = (root) => root.querySelectorAll("time[datetime]").forEach((time) => {
    time.textContent = new Date(time.dateTime).toLocaleString();
  });

  const refresh = async () => {
    const shown = document.getElementById("messages");
    const response = await fetch(window.location.href, { credentials: "same-origin", cache: "no-store" });
    if (!response.ok) throw new Error(String(response.status));
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("messages");
    live.textContent = "Waiting for messages";
    const isSame = (name) => fresh.dataset[name] === shown.dataset[name];
    if (!fresh || (isSame("newest") && isSame("count"))) return;
    const known = new Set(Array.from(shown.querySelectorAll("[data-id]"), (item) => item.dataset.id));
    const added = Array.from(fresh.querySelectorAll("[data-id]")).filter((item) => !known.has(item.dataset.id));
    added.forEach((item) => item.classList.add("new"));
    shown.replaceWith(document.adoptNode(fresh));
    start(fresh);
    localTimes(fresh);
    if (added.length) live.textContent = added.length === 1 ? "A new message" : `${added.length} new messages`;
  };

  const loop = async () => {
    if (!document.hidden) {
      try { await refresh(); } catch { live.textContent = "The server does not answer. Trying again"; }
    }
    setTimeout(loop, interval);
  };

  start(document);
  localTimes(document);
  setTimeout(loop, interval);
})();
