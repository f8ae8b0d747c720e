  // WebAuthn in JSON (Level 3 §5.1.8 and after), for browsers that do not have it themselves too.
  const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const encode = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const descriptors = (list) => (list || []).map((item) => ({ ...item, id: decode(item.id) }));
  const requestOptions = (json) => ({
    ...json, challenge: decode(json.challenge), allowCredentials: descriptors(json.allowCredentials),
  });
  const creationOptions = (json) => ({
    ...json, challenge: decode(json.challenge), user: { ...json.user, id: decode(json.user.id) },
    excludeCredentials: descriptors(json.excludeCredentials),
  });
  const plain = (credential) => {
    const { response } = credential;
    const answer = { clientDataJSON: encode(response.clientDataJSON) };
    if (response.attestationObject) {
      answer.attestationObject = encode(response.attestationObject);
      answer.transports = response.getTransports ? response.getTransports() : [];
    } else {
      answer.authenticatorData = encode(response.authenticatorData);
      answer.signature = encode(response.signature);
      if (response.userHandle) answer.userHandle = encode(response.userHandle);
    }
    return {
      id: credential.id, rawId: encode(credential.rawId), type: credential.type, response: answer,
      authenticatorAttachment: credential.authenticatorAttachment || undefined,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  };

  const hasPasskeys = () => Boolean(window.PublicKeyCredential && navigator.credentials);
  const capabilities = async () => {
    if (!hasPasskeys()) return {};
    const known = PublicKeyCredential.getClientCapabilities ? await PublicKeyCredential.getClientCapabilities() : {};
    const ask = async (name) => (PublicKeyCredential[name] ? PublicKeyCredential[name]() : false);
    return {
      autofill: known.conditionalGet ?? await ask("isConditionalMediationAvailable"),
      platform: known.passkeyPlatformAuthenticator ?? await ask("isUserVerifyingPlatformAuthenticatorAvailable"),
      conditionalCreate: known.conditionalCreate ?? false,
    };
  };

  const reason = (error) => {
    if (error.name === "InvalidStateError") return "alreadyEnrolled";
    if (error.name === "NotSupportedError" || error.name === "SecurityError") return "unsupported";
    return "cancelled";
  };
