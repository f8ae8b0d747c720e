"use strict";
// Keeps the page fresh while journeys run and policies are saved, and moves through a journey by keyboard. Without it
// links and reload do.
(() => {
  const say = (text) => { const live = document.getElementById("live"); if (live) live.textContent = text; };
  let wanted = null;

  // Within the list alone: the page stays where its reader has it.
  const reveal = (row) => {
    const box = row?.closest(".timeline, .mapFrame");
    if (!box || box.scrollHeight <= box.clientHeight) return;
    const [inner, outer] = [row.getBoundingClientRect(), box.getBoundingClientRect()];
    if (inner.top < outer.top) box.scrollTop += inner.top - outer.top - 8;
    else if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom + 8;
  };
  // Where a journey stands on its map, or where it failed.
  const revealStep = () => reveal(document.querySelector(".journey-map .step.current, .journey-map .step.failed"));

  const localTimes = (root) => root.querySelectorAll("time[datetime]").forEach((time) => {
    time.textContent = new Date(time.dateTime).toLocaleString();
  });

  // One link of the timeline is in the tab order; the arrow keys go on from there.
  const rove = () => {
    const links = Array.from(document.querySelectorAll("#timeline a"));
    const current = links.find((link) => link.ariaCurrent) || links[0];
    links.forEach((link) => { link.tabIndex = link === current ? 0 : -1; });
  };

  const swap = (fresh, keepsOpen) => {
    const focused = document.activeElement && document.activeElement.id;
    const scroll = document.getElementById("timeline")?.scrollTop;
    const open = new Map(Array.from(document.querySelectorAll("details.part[id]"), (part) => [part.id, part.open]));
    const frame = document.querySelector(".mapFrame");
    const place = frame && [frame.scrollLeft, frame.scrollTop];
    document.querySelectorAll("[data-part]").forEach((old) => {
      const now = fresh.getElementById(old.id);
      if (!now) return;
      if (keepsOpen) now.querySelectorAll("details.part[id]").forEach((part) => {
        if (open.has(part.id)) part.open = open.get(part.id);
      });
      old.replaceWith(document.adoptNode(now));
      localTimes(now);
    });
    if (place) document.querySelector(".mapFrame")?.scrollTo(...place);
    if (place) revealStep();
    const timeline = document.getElementById("timeline");
    if (timeline) timeline.scrollTop = scroll;
    rove();
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  };

  const load = async (address, keepsOpen) => {
    wanted = address;
    const response = await fetch(address, { credentials: "same-origin", cache: "no-store" });
    if (!response.ok) throw new Error(String(response.status));
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    if (wanted !== address) return null;
    swap(fresh, keepsOpen);
    return fresh;
  };

  const choose = async (link) => {
    history.replaceState(null, "", link.href);
    try {
      await load(link.href, false);
      document.querySelector("#detail [data-shown]")?.scrollIntoView({ block: "nearest" });
      reveal(document.querySelector("#timeline [aria-current]"));
    } catch { window.location.assign(link.href); }
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#timeline a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    choose(link);
  });

  document.addEventListener("keydown", (event) => {
    const link = document.activeElement?.closest?.("#timeline a");
    if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
    const links = Array.from(document.querySelectorAll("#timeline a"));
    const index = links.indexOf(link);
    const step = { ArrowDown: index + 1, j: index + 1, ArrowUp: index - 1, k: index - 1, Home: 0, End: links.length - 1 };
    if (event.key === "ArrowRight") {
      event.preventDefault();
      document.getElementById("detail")?.focus();
      return;
    }
    const next = links[step[event.key]];
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    reveal(next);
    choose(next);
  });

  document.addEventListener("keydown", (event) => {
    const inDetail = document.activeElement?.closest?.("#detail");
    if (!inDetail || event.key !== "Escape") return;
    document.querySelector("#timeline a[tabindex='0']")?.focus();
  });

  let timer = 0;
  const refresh = async () => {
    timer = 0;
    try {
      const before = document.querySelectorAll("#timeline li, #traceList tbody tr").length;
      await load(window.location.href, true);
      const added = document.querySelectorAll("#timeline li, #traceList tbody tr").length - before;
      const isFollowing = !new URLSearchParams(window.location.search).has("entry");
      if (added > 0 && isFollowing) reveal(document.querySelector("#timeline [aria-current]"));
      say("Live");
    } catch { say("The server does not answer. Reload the page to try again"); }
  };

  const listen = () => {
    const address = document.querySelector("[data-events]")?.dataset.events;
    if (!address || typeof EventSource === "undefined") return;
    const source = new EventSource(address);
    source.addEventListener("change", () => { if (!timer) timer = setTimeout(refresh, 120); });
    // What happened while nobody listened is not told again, so look once.
    let wasLost = false;
    source.addEventListener("open", () => { say("Live"); if (wasLost) refresh(); wasLost = false; });
    source.addEventListener("error", () => { say("Waiting for the server"); wasLost = true; });
  };

  localTimes(document);
  rove();
  reveal(document.querySelector("#timeline [aria-current]"));
  revealStep();
  listen();
})();
