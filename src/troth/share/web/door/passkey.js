// Passkeys: the browser's part. Without scripts the pages work with a password; this part then stays hidden.
"use strict";
(() => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const send = async (path, form, body) => {
    const answer = await fetch(path, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": form.elements.csrf.value },
      body: JSON.stringify(body),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.detail || answer.statusText);
    return said;
  };

  const made = (credential) => ({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(
      ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
        .filter((name) => credential.response[name])
        .map((name) => [name, text(credential.response[name])]),
    ),
  });

  const make = async (base, form, extra) => {
    const options = await send(`${base}/passkey/offer`, form, extra);
    const publicKey = {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: (options.excludeCredentials || []).map((one) => ({ ...one, id: bytes(one.id) })),
    };
    const credential = await navigator.credentials.create({ publicKey });
    return send(`${base}/passkey`, form, { ...extra, credential: made(credential) });
  };

  const use = async (form) => {
    const options = await send("/sign-in/passkey/offer", form, {});
    const publicKey = { ...options, challenge: bytes(options.challenge) };
    const credential = await navigator.credentials.get({ publicKey });
    return send("/sign-in/passkey", form, { next: form.elements.next.value, credential: made(credential) });
  };

  const ways = {
    "sign-in": use,
    enrol: (form) => make("/enrol", form, { code: form.elements.code.value }),
    account: (form) => make("/account", form, { name: form.elements.name.value }),
  };

  for (const section of document.querySelectorAll("[data-passkey]")) {
    const form = section.querySelector("form");
    const button = section.querySelector("[data-passkey-start]");
    const trouble = section.querySelector("[data-passkey-trouble]");
    section.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    button.addEventListener("click", async () => {
      button.disabled = true;
      trouble.hidden = true;
      try {
        const said = await ways[section.dataset.passkey](form);
        location.assign(said.next);
      } catch (error) {
        trouble.hidden = false;
        button.disabled = false;
      }
    });
  }
})();
