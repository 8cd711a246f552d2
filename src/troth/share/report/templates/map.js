// A report is mailed and opened as a file. The text of a worker then has no address of its own, and browsers let it run only
// as a plain script; maplibre asks for a module, and wraps the text in a second one, because it takes "null" for a stranger
// to "file://". Here it gets its own text as a plain script. Nothing is fetched either way; on http nothing of this happens.
(function () {
  "use strict";
  if (location.protocol !== "file:") { return; }
  var make = URL.createObjectURL, drop = URL.revokeObjectURL, Plain = window.Worker, Bytes = window.Blob, text = "";
  var EXPORT = /;\s*export\s*\{[^{}]*\};/, WRAPPED = /^import "blob:/;
  function script(parts, options) { return !!options && options.type === "text/javascript" && typeof parts[0] === "string"; }
  function Told(parts, options) {
    var blob = new Bytes(script(parts, options) ? [parts[0].replace(EXPORT, ";")] : parts, options);
    blob.wrapped = script(parts, options) && WRAPPED.test(parts[0]);
    return blob;
  }
  Told.prototype = Bytes.prototype;
  window.Blob = Told;
  URL.createObjectURL = function (blob) {
    if (blob.wrapped) { return text; }
    var made = make.call(URL, blob);
    if (blob.type === "text/javascript") { text = made; }
    return made;
  };
  URL.revokeObjectURL = function (address) {
    if (address !== text) { drop.call(URL, address); }
  };
  window.Worker = function (address) { return new Plain(address); };
})();
