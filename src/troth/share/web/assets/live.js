/* What is said while a page is open: a line that says so, and verdicts that follow. The page is whole without it.

   <script src="…" defer data-after="PLACE" data-as="public" data-one="1 new statement" data-many="{n} new statements"
           data-show="Show" data-verdicts="Verdicts have changed." data-ended="You are no longer signed in."></script> */
(function () {
  "use strict";
  var own = document.currentScript && document.currentScript.dataset;
  if (!own || own.after === undefined || !window.EventSource) { return; }

  var AGAIN = 30000, CALM = 1500, TRIES = 5;
  var last = own.after, seen = new Set(), source = null, timer = null, waiting = null, said = -Infinity, ended = false, moved = false;
  var still = window.matchMedia("(prefers-reduced-motion: reduce)");

  var line = document.createElement("div");
  line.className = "live";
  line.setAttribute("role", "status");
  line.setAttribute("aria-live", "polite");
  var text = document.createElement("span");
  var show = document.createElement("button");
  show.type = "button";
  show.className = "live-show";
  show.textContent = own.show || "Show";
  show.hidden = true;
  show.addEventListener("click", function () { location.reload(); });
  line.append(text, " ", show);
  var main = document.querySelector("main") || document.body;
  main.prepend(line);

  function say() {
    waiting = null;
    said = performance.now();
    var parts = [];
    if (seen.size) { parts.push(seen.size === 1 ? own.one || "1 new statement" : (own.many || "{n} new statements").replace("{n}", seen.size)); }
    if (moved) { parts.push(own.verdicts || "Verdicts have changed."); }
    if (ended) { parts.push(own.ended || "You are no longer signed in."); }
    text.textContent = parts.join(" · ");
    show.hidden = !parts.length;
  }

  /* The first at once, those that follow together: a screen reader reads the line each time that it changes. */
  function saySoon() {
    if (waiting !== null) { return; }
    var rest = said + CALM - performance.now();
    if (rest > 0) { waiting = setTimeout(say, rest); } else { say(); }
  }

  function marks(root) {
    var found = new Map();
    root.querySelectorAll("[data-verdict]").forEach(function (mark) { found.set(mark.dataset.verdict, mark); });
    return found;
  }

  /* The server writes the page anew in the reader's language; of it only the marks of verdicts that changed are taken.
     While much is being said it may write an older picture once more: then we ask again, a few times, ever later. */
  function follow(changed, tries) {
    var here = marks(document);
    var wanted = changed.filter(function (row) { return row.instance === null && row.obligor === null && here.has(row.term); });
    if (!wanted.length) { moved = true; saySoon(); return; }
    fetch(location.href, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) { throw new Error(answer.status); }
      return answer.text();
    }).then(function (html) {
      var fresh = marks(new DOMParser().parseFromString(html, "text/html"));
      var late = wanted.filter(function (row) {
        var mark = fresh.get(row.term);
        if (!mark || !mark.classList.contains("s-" + row.now)) { return true; }
        var put = document.importNode(mark, true);
        here.get(row.term).replaceWith(put);
        if (!still.matches && put.animate) { put.animate([{ opacity: 0.2 }, { opacity: 1 }], 600); }
        return false;
      });
      if (late.length && tries) { setTimeout(function () { follow(late, tries - 1); }, AGAIN / Math.pow(2, tries)); return; }
      if (late.length) { moved = true; }
      saySoon();
    }).catch(function () { moved = true; saySoon(); });
  }

  function open() {
    clearTimeout(timer);
    if (source || ended || document.hidden) { return; }
    var asked = new URLSearchParams({ after: last });
    if (own.as) { asked.set("as", own.as); }
    source = new EventSource("/live?" + asked);
    source.addEventListener("hello", function (event) { last = event.lastEventId || last; });
    source.addEventListener("statement", function (event) {
      last = event.lastEventId || last;
      seen.add(JSON.parse(event.data).id);
      saySoon();
    });
    source.addEventListener("verdicts", function (event) { follow(JSON.parse(event.data).changed, TRIES); });
    source.addEventListener("end", function () { ended = true; close(); say(); });
    source.addEventListener("error", function () {
      /* A browser comes back by itself after a break, and gives up after a refusal: then we ask again, later. */
      if (source && source.readyState === EventSource.CLOSED) { close(); timer = setTimeout(open, AGAIN); }
    });
  }

  function close() {
    clearTimeout(timer);
    if (source) { source.close(); source = null; }
  }

  /* A page that nobody looks at gives its connection back: a browser has few of them for one desk. */
  document.addEventListener("visibilitychange", function () { if (document.hidden) { close(); } else { open(); } });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
})();
