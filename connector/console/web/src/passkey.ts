// What a browser and its passkeys say, in the words of the service, where bytes are base64url.
export interface MakeOptions {
  challenge: string;
  rp: { id: string; name: string };
  user: { id: string; name: string; displayName: string };
  pubKeyCredParams: { type: "public-key"; alg: number }[];
  excludeCredentials: { type: "public-key"; id: string }[];
  authenticatorSelection: { residentKey: ResidentKeyRequirement; userVerification: UserVerificationRequirement };
  timeout: number;
}
export interface TouchOptions {
  challenge: string;
  rpId: string;
  userVerification: UserVerificationRequirement;
  timeout: number;
}

export type NoPasskeyCode = "passkey.unable" | "passkey.cancelled" | "passkey.known" | "passkey.failed" | "passkey.other";

// The browser gave no passkey, or it is somebody else's.
export class NoPasskey extends Error {
  constructor(
    readonly code: NoPasskeyCode,
    what = "",
  ) {
    super(what);
  }
}

export const bytesOf = (text: string) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
export const textOf = (bytes: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// Browsers say little of why: who cancelled, waited too long or has none is not told apart, so that no page learns it.
const codes: Record<string, NoPasskeyCode> = {
  NotAllowedError: "passkey.cancelled",
  AbortError: "passkey.cancelled",
  InvalidStateError: "passkey.known",
  SecurityError: "passkey.unable",
  NotSupportedError: "passkey.unable",
};

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  // A browser has none where the page came neither by https nor from this computer.
  if (!globalThis.PublicKeyCredential) throw new NoPasskey("passkey.unable");
  const given = await ask().catch((problem: unknown) => {
    const { name, message } = problem as Error;
    throw new NoPasskey(codes[name] ?? "passkey.failed", message);
  });
  if (given instanceof PublicKeyCredential) return given;
  throw new NoPasskey("passkey.failed");
}

// Both fail with NoPasskey.
export async function make(told: MakeOptions): Promise<Record<string, string>> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    ...told,
    challenge: bytesOf(told.challenge),
    user: { ...told.user, id: bytesOf(told.user.id) },
    excludeCredentials: told.excludeCredentials.map((one) => ({ ...one, id: bytesOf(one.id) })),
  };
  const { id, response } = await asked(() => navigator.credentials.create({ publicKey }));
  const { clientDataJSON, attestationObject } = response as AuthenticatorAttestationResponse;
  return { id, clientDataJSON: textOf(clientDataJSON), attestationObject: textOf(attestationObject) };
}

export async function touch(told: TouchOptions): Promise<Record<string, string>> {
  const { rpId, userVerification, timeout } = told;
  const publicKey: PublicKeyCredentialRequestOptions = { challenge: bytesOf(told.challenge), rpId, userVerification, timeout };
  const { id, response } = await asked(() => navigator.credentials.get({ publicKey }));
  const { clientDataJSON, authenticatorData, signature } = response as AuthenticatorAssertionResponse;
  return { id, clientDataJSON: textOf(clientDataJSON), authenticatorData: textOf(authenticatorData), signature: textOf(signature) };
}

// This computer by its name, where it was called by its number: no browser has passkeys for numbers. Null: it was not.
export function underName(href: string): string | null {
  const url = new URL(href);
  if (url.hostname !== "127.0.0.1" && url.hostname !== "[::1]") return null;
  url.hostname = "localhost";
  return url.href;
}
