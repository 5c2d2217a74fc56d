// Puts many items back in line, one after another: how far it is, what came of each, and a way to stop.
import { signal } from "@preact/signals";
import { api, Refusal } from "./api";

export interface Progress {
  cause: string;
  done: number;
  of: number;
  failed: { id: number; code: string }[];
  running: boolean;
}
export const progress = signal<Progress | null>(null);

let stopped = false;
export const stopReplay = () => (stopped = true);

// One at a time: what fails is kept, and the rest goes on. An item that is gone meanwhile is no failure.
export async function replay(cause: string, ids: number[]): Promise<void> {
  stopped = false;
  progress.value = { cause, done: 0, of: ids.length, failed: [], running: true };
  for (const id of ids) {
    if (stopped) break;
    let failed: Progress["failed"] = progress.value.failed;
    try {
      await api("POST", `/parked/${id}/replay`, {});
    } catch (error) {
      const code = error instanceof Refusal ? error.fault.code : "console.offline";
      if (code !== "parked.unknown") failed = [...failed, { id, code }];
    }
    progress.value = { ...progress.value, done: progress.value.done + 1, failed };
  }
  progress.value = { ...progress.value, running: false };
}
