// Whoever came by a link and has no passkey needs a new link next time: they are told while they can still make one.
import { useState } from "preact/hooks";
import { makePasskey } from "../api";
import { useAct, useLoad } from "../load";
import type { Passkeys } from "../types";
import { t } from "../words";
import { Problem } from "./parts";

export function Urge() {
  const kept = useLoad<Passkeys>("/passkeys");
  const [state, go] = useState<"asked" | "made" | "later">("asked");
  const { busy, problem, act } = useAct();
  if (state === "later" || (state === "asked" && kept.data?.passkeys.length !== 0)) return null;
  const make = () => act(makePasskey).then((done) => done && go("made"));
  return (
    <section class="urge" aria-label={t("access.passkeys")}>
      <p role="status">{t(state === "made" ? "passkey.made" : "passkey.urge")}</p>
      {state === "asked" && (
        <button type="button" class="main" disabled={busy} onClick={() => void make()}>
          {t("passkey.make")}
        </button>
      )}
      <button type="button" disabled={busy} onClick={() => go("later")}>
        {t(state === "made" ? "close" : "passkey.later")}
      </button>
      {problem !== undefined && <Problem problem={problem} />}
    </section>
  );
}
