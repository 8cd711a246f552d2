/* What scripts add to pages that can be read without them: copying a text, and closing what was opened over a page. */
(function () {
  "use strict";

  document.querySelectorAll("button[data-copies]").forEach(function (button) {
    var source = document.getElementById(button.dataset.copies);
    if (!source || !navigator.clipboard) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(source.textContent).then(function () { button.textContent = button.dataset.done; });
    });
  });

  document.addEventListener("keydown", function (event) {
    var open = event.key === "Escape" && document.querySelector("details.when[open], .group details[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });

  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.when[open], .group details[open]").forEach(function (one) {
      if (!one.contains(event.target)) { one.open = false; }
    });
  });
})();
