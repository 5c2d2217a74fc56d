// When to look again. One tab of a browser asks the service what changed and tells the others; hidden tabs ask nothing.
import { signal } from "@preact/signals";
import { changesAfter, user } from "./api";

const everything = ["leads", "handoffs", "parked", "connections", "mapping"] as const;
export type Topic = (typeof everything)[number];

// How often something of a topic changed, as far as this tab knows.
export const seen = signal<Partial<Record<Topic, number>>>({});

function note(topics: readonly string[]): void {
  const next = { ...seen.value };
  for (const topic of topics as Topic[]) next[topic] = (next[topic] ?? 0) + 1;
  seen.value = next;
}

const pause = (ms: number, stop: AbortSignal) =>
  new Promise<void>((go) => {
    const done = () => (clearTimeout(timer), go());
    const timer = setTimeout(done, ms);
    stop.addEventListener("abort", done, { once: true });
  });

// A service that cannot tell is asked for everything now and then; one where much happens, not without a breath.
const unhurried = 15_000, breath = 2_000;

async function listen(tell: BroadcastChannel, stop: AbortSignal): Promise<void> {
  let now = 0, first = true;
  while (!stop.aborted) {
    if (!user.value) {
      await pause(1_000, stop);
      continue;
    }
    try {
      const news = await changesAfter(now, stop);
      if (!news) await pause(unhurried, stop);
      // The first answer only says where one stands: what the page shows was fetched just now.
      const topics = news ? (first ? [] : news.topics) : everything;
      if (news) now = news.now;
      first = false;
      if (stop.aborted || topics.length === 0) continue;
      note(topics);
      tell.postMessage(topics);
      if (news) await pause(breath, stop);
    } catch {
      await pause(5_000, stop);
    }
  }
}

export function follow(): void {
  const channel = new BroadcastChannel("crosswalk-changes");
  channel.onmessage = (told: MessageEvent<string[]>) => note(told.data);
  let stop = new AbortController();
  const lead = () => {
    stop.abort();
    if (document.hidden) return;
    stop = new AbortController();
    const { signal: ending } = stop;
    navigator.locks.request("crosswalk-changes", { signal: ending }, () => listen(channel, ending)).catch(() => {});
  };
  document.addEventListener("visibilitychange", () => {
    lead();
    if (!document.hidden) note(everything);
  });
  lead();
}
