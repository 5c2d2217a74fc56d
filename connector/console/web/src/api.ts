// The one way to the service. Whoever is not signed in is asked to sign in over the page, and the request goes on
// afterwards: nothing that was typed is lost, and it is sent once.
import { signal } from "@preact/signals";
import { make, NoPasskey, touch, type MakeOptions, type TouchOptions } from "./passkey";

export interface Fault {
  code: string;
  what: string;
  remedy: string;
}

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly fault: Fault,
  ) {
    super(fault.what);
  }
  // The service does not have this route: it is of another version, or lets nobody of this role see it.
  get missing(): boolean {
    return this.status === 404 && this.fault.code === "api.unknown";
  }
}

// Nobody is known by that id or address.
export const isNobody = (problem: unknown) => problem instanceof Refusal && problem.fault.code === "lead.unknown";

export interface User {
  id: string;
  name: string;
  role: "admin" | "editor" | "viewer" | "rep";
  email: string;
}

// Undefined: not asked yet; null: signed out.
export const user = signal<User | null | undefined>(undefined);
export const signInAsked = signal(false);
// Something that was asked for wants to know that it is really them.
export const touchAsked = signal(false);
// Somebody has been signed in since the page was opened: what they typed stays, even when the session ends.
export const entered = signal(false);
export const offline = signal(false);

// A bearer token lives as long as the page does: it is written nowhere.
let token = "";
let waiting: (() => void)[] = [];
let untouched: { go(): void; no(why: NoPasskey): void }[] = [];
// How often somebody signed in: what was sent before is asked again, without a word.
let entries = 0;

function headers(method: string): HeadersInit {
  return {
    Accept: "application/json",
    ...(method !== "GET" && { "Content-Type": "application/json" }),
    ...(token && { Authorization: `Bearer ${token}` }),
  };
}

// Whatever the service answers; fails only when it does not answer.
async function send(method: string, path: string, body?: unknown, stop?: AbortSignal): Promise<Response> {
  try {
    const answer = await fetch("/api/v1" + path, {
      method,
      headers: headers(method),
      body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
      signal: stop ?? null,
    });
    offline.value = false;
    return answer;
  } catch (error) {
    if (!stop?.aborted) offline.value = true;
    throw error;
  }
}

async function refusal(answer: Response): Promise<Refusal> {
  const body: unknown = await answer.json().catch(() => null);
  const fault = (body as { error?: Fault } | null)?.error;
  return new Refusal(answer.status, fault ?? { code: `http_${answer.status}`, what: answer.statusText, remedy: "" });
}

const untilSignedIn = () =>
  new Promise<void>((go) => {
    waiting.push(go);
    signInAsked.value = true;
  });

const untilTouched = () =>
  new Promise<void>((go, no) => {
    untouched.push({ go, no });
    touchAsked.value = true;
  });

// Fails with a Refusal, with NoPasskey, or with what `fetch` throws when nobody answers.
export async function api<T>(method: "GET" | "POST" | "DELETE", path: string, body?: unknown, stop?: AbortSignal): Promise<T> {
  for (let touched = false; ; ) {
    const before = entries;
    const answer = await send(method, path, body, stop);
    if (answer.status === 401) {
      if (before !== entries) continue;
      user.value = null;
      await untilSignedIn();
      continue;
    }
    if (answer.ok) return (await answer.json()) as T;
    const refused = await refusal(answer);
    if (refused.fault.code !== "access.touch" || touched) throw refused;
    await untilTouched();
    touched = true;
  }
}

// The first of several spellings of a route that the service has.
export async function apiFirst<T>(method: "GET" | "POST", paths: string[], body?: unknown, stop?: AbortSignal): Promise<T> {
  for (const path of paths.slice(0, -1)) {
    try {
      return await api<T>(method, path, body, stop);
    } catch (error) {
      if (!(error instanceof Refusal && error.missing)) throw error;
    }
  }
  return api<T>(method, paths[paths.length - 1]!, body, stop);
}

// Tells of a change what changed; null: this service cannot tell. Never asks anybody to sign in.
export async function changesAfter(n: number, stop: AbortSignal): Promise<{ now: number; topics: string[] } | null> {
  const answer = await send("GET", `/changes?after=${n}`, undefined, stop);
  if (answer.status === 404) return null;
  if (!answer.ok) throw await refusal(answer);
  return (await answer.json()) as { now: number; topics: string[] };
}

function enter(who: User): void {
  entries += 1;
  user.value = who;
  entered.value = true;
  signInAsked.value = false;
  const go = waiting;
  waiting = [];
  go.forEach((one) => one());
}

// A token of a service that does not say whose it is.
const bearer: User = { id: "", name: "", role: "admin", email: "" };

async function session(): Promise<User | null> {
  const answer = await send("GET", "/session").catch(() => null);
  return answer?.ok ? ((await answer.json()) as { user: User }).user : null;
}

// Who is signed in by cookie, if anybody is.
export async function whoAmI(): Promise<void> {
  const who = await session();
  if (who) return enter(who);
  user.value = null;
  signInAsked.value = true;
}

// Whoever signs in themselves is who they are, not whose token was typed before.
async function begin(by: { invite: string } | { passkey: object }): Promise<void> {
  const answer = await send("POST", "/session", by);
  if (!answer.ok) throw await refusal(answer);
  token = "";
  enter(((await answer.json()) as { user: User }).user);
}

// Fails with a Refusal when the link was used before or is too old.
export const signInByInvite = (invite: string) => begin({ invite });

// Fails with NoPasskey, and with a Refusal when the service does not know it.
export async function signInByPasskey(): Promise<void> {
  const answer = await send("POST", "/session/options");
  if (!answer.ok) throw await refusal(answer);
  await begin({ passkey: await touch((await answer.json()) as TouchOptions) });
}

function settleTouch(tell: (one: (typeof untouched)[number]) => void): void {
  const all = untouched;
  untouched = [];
  touchAsked.value = false;
  all.forEach(tell);
}

export const declineTouch = () => settleTouch((one) => one.no(new NoPasskey("passkey.cancelled")));

// Shows that it is really whoever is signed in, and what waits for it goes on. Under somebody else's finger it does not:
// it is now they who are signed in. Fails as signing in does.
export async function showTouch(): Promise<void> {
  const before = user.value?.id;
  await signInByPasskey();
  const other = user.value?.id !== before;
  settleTouch((one) => (other ? one.no(new NoPasskey("passkey.other")) : one.go()));
}

// Fails as `api` does.
export async function makePasskey(): Promise<void> {
  const options = await api<MakeOptions>("POST", "/passkeys/options");
  await api("POST", "/passkeys", { passkey: await make(options) });
}

// Fails with a Refusal when the token is not good.
export async function signInByToken(given: string): Promise<void> {
  token = given;
  const answer = await send("GET", "/openapi.json");
  if (!answer.ok) {
    token = "";
    throw await refusal(answer);
  }
  enter((await session()) ?? bearer);
}

export async function signOut(): Promise<void> {
  if (!token) await send("DELETE", "/session").catch(() => null);
  token = "";
  user.value = null;
  signInAsked.value = true;
}
