// Sign-in opens over the page, so that nothing typed below it is lost.
import { useEffect, useRef, useState } from "preact/hooks";
import { Refusal, signInAsked, signInByInvite, signInByToken, whoAmI } from "../api";
import { useAct } from "../load";
import { print, route } from "../router";
import { t } from "../words";
import { Problem } from "./parts";

// A bad token is no reason to ask for another sign-in: it is said beside the field.
const isBad = (problem: unknown) => problem instanceof Refusal && problem.status === 401;

export function SignIn() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [token, type] = useState("");
  const { busy, problem, act } = useAct();
  const asked = signInAsked.value;
  const { page, id } = route.value;
  const invite = page === "invite" ? id : "";

  useEffect(() => void (invite ? (signInAsked.value = true) : whoAmI()), []);
  useEffect(() => {
    if (asked && !dialog.current?.open) dialog.current?.showModal();
    if (!asked) dialog.current?.close();
  }, [asked]);

  const send = async (event: Event) => {
    event.preventDefault();
    const done = await act(() => (invite ? signInByInvite(invite) : signInByToken(token.trim())));
    if (!done) return;
    type("");
    if (invite) location.replace(print("handoffs"));
  };
  return (
    <dialog ref={dialog} class="sign-in" aria-labelledby="sign-in-title" onCancel={(event) => event.preventDefault()}>
      <form onSubmit={send}>
        <h2 id="sign-in-title">{t("sign_in")}</h2>
        {invite ? (
          <p>{t("sign_in.invited")}</p>
        ) : (
          <>
            <p>{t("sign_in.how")}</p>
            <label>
              {t("sign_in.token")}
              <input type="password" required autoComplete="off" value={token} onInput={(event) => type(event.currentTarget.value)} aria-describedby="sign-in-hint" />
            </label>
            <p id="sign-in-hint" class="quiet">
              {t("sign_in.hint")}
            </p>
          </>
        )}
        {problem !== undefined &&
          (isBad(problem) ? (
            <p class="problem" role="alert">
              {t(invite ? "sign_in.bad_invite" : "sign_in.bad_token")}
            </p>
          ) : (
            <Problem problem={problem} />
          ))}
        <button type="submit" class="main" disabled={busy}>
          {t("sign_in.go")}
        </button>
      </form>
    </dialog>
  );
}
