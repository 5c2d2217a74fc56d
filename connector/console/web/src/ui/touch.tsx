// What matters most wants to know that it is really whoever is signed in. It is asked over the page, which stays as it is.
import { useEffect, useRef } from "preact/hooks";
import { declineTouch, showTouch, touchAsked } from "../api";
import { useAct } from "../load";
import { t } from "../words";
import { Problem } from "./parts";

function Asked() {
  const { busy, problem, act } = useAct();
  return (
    <>
      <h2 id="touch-title">{t("touch")}</h2>
      <p>{t("touch.why")}</p>
      {problem !== undefined && <Problem problem={problem} />}
      <div class="acts">
        <button type="button" class="main" disabled={busy} onClick={() => void act(showTouch)}>
          {t("touch.go")}
        </button>
        <button type="button" disabled={busy} onClick={declineTouch}>
          {t("cancel")}
        </button>
      </div>
    </>
  );
}

export function Touch() {
  const dialog = useRef<HTMLDialogElement>(null);
  const asked = touchAsked.value;
  useEffect(() => {
    if (asked && !dialog.current?.open) dialog.current?.showModal();
    if (!asked) dialog.current?.close();
  }, [asked]);
  return (
    <dialog ref={dialog} class="touch" aria-labelledby="touch-title" onClose={() => touchAsked.value && declineTouch()}>
      {asked && <Asked />}
    </dialog>
  );
}
