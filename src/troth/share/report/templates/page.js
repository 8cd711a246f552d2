(function () {
  "use strict";
  var root = document.documentElement, PATIENCE = 8000; // milliseconds for a map, before its plain drawing is shown again

  function theme(layout) {
    var style = getComputedStyle(root);
    var ink = style.getPropertyValue("--ink").trim(), rule = style.getPropertyValue("--rule").trim();
    layout.font = Object.assign({}, layout.font, { color: ink, family: style.getPropertyValue("--sans").trim() });
    ["xaxis", "yaxis"].forEach(function (axis) { layout[axis] = Object.assign({}, layout[axis], { gridcolor: rule, linecolor: rule }); });
    (layout.shapes || []).forEach(function (shape) { shape.line.color = ink; });
    layout.hoverlabel = Object.assign({}, layout.hoverlabel, { bgcolor: style.getPropertyValue("--paper").trim(), bordercolor: rule, font: { color: ink } });
    return layout;
  }

  function labels(layout, width) {
    if (layout.map) { return fitted(layout, width); }
    if (layout.meta) { layout.yaxis.ticktext = width < 720 ? layout.meta.narrow : layout.meta.wide; }
    return layout;
  }

  function fitted(layout, width) {
    var part = Math.min(width, layout.meta.wide) / layout.meta.wide;
    layout.map.zoom = layout.meta.zoom + Math.log2(part);
    layout.annotations.forEach(function (name, n) { name.xshift = layout.meta.places[n][0] * part; name.yshift = layout.meta.places[n][1] * part; });
    return layout;
  }

  function webgl() {
    try { return !!document.createElement("canvas").getContext("webgl2"); } catch (none) { return false; }
  }

  function draw(data) {
    var target = document.getElementById(data.dataset["for"]), figure = JSON.parse(data.textContent);
    if (!target || !window.Plotly || (figure.layout.map && !webgl())) { return; }
    target.parentElement.classList.add("drawn");
    if (figure.layout.map) { setTimeout(function () { if (!target.dataset.state) { target.parentElement.classList.remove("drawn"); } }, PATIENCE); }
    var config = { responsive: true, displayModeBar: false, displaylogo: false, showSendToCloud: false, scrollZoom: false };
    function layout() { return labels(theme(figure.layout), target.clientWidth); }
    window.Plotly.newPlot(target, figure.data, layout(), config).then(function () {
      target.dataset.state = "drawn";
      target.on("plotly_click", function (event) {
        var anchor = event.points[0].customdata && event.points[0].customdata[0];
        if (anchor) { location.hash = anchor; }
      });
    });
    function again() { if (target.clientWidth) { window.Plotly.react(target, figure.data, layout(), config); } }
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    var timer;
    addEventListener("resize", function () { clearTimeout(timer); timer = setTimeout(again, 150); });
  }

  function reveal() {
    var id = decodeURIComponent(location.hash.slice(1)), element = id && document.getElementById(id);
    for (var up = element; up; up = up.parentElement) { if (up.tagName === "DETAILS") { up.open = true; } }
    if (element) { element.scrollIntoView(); }
  }

  function copy(event) {
    var link = event.target.closest ? event.target.closest("a[data-quote]") : null;
    if (!link || !navigator.clipboard) { return; }
    var text = link.dataset.quote + " " + link.href;
    navigator.clipboard.writeText(text).then(function () { link.classList.add("done"); }, function () { /* the link itself still works */ });
  }

  function unfold() {
    document.querySelectorAll("details:not([open])").forEach(function (one) { one.open = true; one.dataset.folded = ""; });
  }

  function fold() {
    document.querySelectorAll("details[data-folded]").forEach(function (one) { one.open = false; delete one.dataset.folded; });
  }

  document.querySelectorAll("script.figure-data").forEach(draw);
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", unfold);
  addEventListener("afterprint", fold);
  document.addEventListener("click", copy);
  if (location.hash) { reveal(); }
})();
