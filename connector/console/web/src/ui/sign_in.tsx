// Sign-in opens over the page, so that nothing typed below it is lost.
import { useEffect, useRef, useState } from "preact/hooks";
import { Refusal, signInAsked, signInByInvite, signInByPasskey, signInByToken, whoAmI } from "../api";
import { useAct } from "../load";
import { underName } from "../passkey";
import { print, route } from "../router";
import { t, type Key } from "../words";
import { Problem } from "./parts";

// A bad token is no reason to ask for another sign-in: it is said beside the field.
const isBad = (problem: unknown) => problem instanceof Refusal && problem.status === 401;

function Refused({ problem, bad }: { problem: unknown; bad: Key }) {
  if (problem === undefined) return null;
  if (!isBad(problem)) return <Problem problem={problem} />;
  return (
    <p class="problem" role="alert">
      {t(bad)}
    </p>
  );
}

function ByPasskey() {
  const { busy, problem, act } = useAct();
  return (
    <>
      <p>{t("sign_in.how")}</p>
      <button type="button" class="main" disabled={busy} onClick={() => void act(signInByPasskey)}>
        {t("sign_in.passkey")}
      </button>
      {problem !== undefined && <Problem problem={problem} />}
    </>
  );
}

function ByToken() {
  const [token, type] = useState("");
  const { busy, problem, act } = useAct();
  const send = async (event: Event) => {
    event.preventDefault();
    if (await act(() => signInByToken(token.trim()))) type("");
  };
  return (
    <form onSubmit={send}>
      <label>
        {t("sign_in.token")}
        <input type="password" required autoComplete="off" value={token} onInput={(event) => type(event.currentTarget.value)} aria-describedby="sign-in-hint" />
      </label>
      <p id="sign-in-hint" class="quiet">
        {t("sign_in.hint")}
      </p>
      <Refused problem={problem} bad="sign_in.bad_token" />
      <button type="submit" disabled={busy}>
        {t("sign_in.go")}
      </button>
    </form>
  );
}

function ByInvite({ invite }: { invite: string }) {
  const { busy, problem, act } = useAct();
  const send = async (event: Event) => {
    event.preventDefault();
    if (await act(() => signInByInvite(invite))) location.replace(print("handoffs"));
  };
  return (
    <form onSubmit={send}>
      <p>{t("sign_in.invited")}</p>
      <Refused problem={problem} bad="sign_in.bad_invite" />
      <button type="submit" class="main" disabled={busy}>
        {t("sign_in.go")}
      </button>
    </form>
  );
}

// Under a number nobody could make a passkey, and the link works once: it is used under the name.
function begin(invite: string): void {
  const named = invite && underName(location.href);
  if (named) location.replace(named);
  else if (invite) signInAsked.value = true;
  else void whoAmI();
}

export function SignIn() {
  const dialog = useRef<HTMLDialogElement>(null);
  const asked = signInAsked.value;
  const { page, id } = route.value;
  const invite = page === "invite" ? id : "";
  useEffect(() => begin(invite), []);
  useEffect(() => {
    if (asked && !dialog.current?.open) dialog.current?.showModal();
    if (!asked) dialog.current?.close();
  }, [asked]);
  return (
    <dialog ref={dialog} class="sign-in" aria-labelledby="sign-in-title" onCancel={(event) => event.preventDefault()}>
      <h2 id="sign-in-title">{t("sign_in")}</h2>
      {invite ? (
        <ByInvite invite={invite} />
      ) : (
        asked && (
          <>
            <ByPasskey />
            <ByToken />
          </>
        )
      )}
    </dialog>
  );
}
