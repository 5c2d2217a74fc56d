// Single keys: they work outside fields only, and can be switched off.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { recall, remember } from "../settings";
import { t, type Key } from "../words";

const on = signal(recall("keys") !== "off");
const open = signal(false);

const inField = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
}

const toSearch = () => document.querySelector<HTMLElement>("#search")?.focus();

function press(event: KeyboardEvent): void {
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    toSearch();
    return;
  }
  if (!on.value || inField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  const acts: Record<string, () => void> = { "/": toSearch, "?": () => (open.value = true), j: () => step(1), k: () => step(-1) };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

const rows: [string, Key][] = [
  ["/", "keys.search"],
  ["Ctrl K", "keys.search"],
  ["J", "keys.next"],
  ["K", "keys.previous"],
  ["Enter", "keys.open"],
  ["?", "keys.this"],
];

export const showKeys = () => (open.value = true);

export function Keys() {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = open.value;
  useEffect(() => {
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
  }, [isOpen]);
  const switchKeys = (use: boolean) => {
    on.value = use;
    remember("keys", use ? "on" : "off");
  };
  return (
    <dialog ref={dialog} aria-labelledby="keys-title" onClose={() => (open.value = false)}>
      <h2 id="keys-title">{t("keys")}</h2>
      <dl class="pairs">
        {rows.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input type="checkbox" checked={on.value} onChange={(event) => switchKeys(event.currentTarget.checked)} /> {t("keys.use")}
      </label>
      <form method="dialog">
        <button>{t("close")}</button>
      </form>
    </dialog>
  );
}
