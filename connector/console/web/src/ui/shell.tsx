// The frame of every page: the rail (at the foot of a phone), the search, the language, the way out.
import { useEffect, useRef } from "preact/hooks";
import { entered, offline, signOut, user, type User } from "../api";
import { useLoad } from "../load";
import { print, route, type PageName } from "../router";
import type { Status } from "../types";
import { language, number, setLanguage, t, type Key } from "../words";
import { Keys, showKeys } from "./keys";
import { Search } from "./search";
import { SignIn } from "./sign_in";
import { ThemeChoice } from "./theme";
import { Touch } from "./touch";
import { Urge } from "./urge";
import { Access } from "../pages/access";
import { Handoffs } from "../pages/handoffs";
import { Person } from "../pages/person";
import { Health } from "../pages/health";
import { Waiting } from "../pages/waiting";
import { Funnel } from "../pages/funnel";
import { Mapping } from "../pages/mapping";

const rail: { page: PageName; name: Key; short: Key }[] = [
  { page: "handoffs", name: "handoffs", short: "handoffs.short" },
  { page: "health", name: "health", short: "health.short" },
  { page: "waiting", name: "waiting", short: "waiting.short" },
  { page: "funnel", name: "funnel", short: "funnel.short" },
  { page: "mapping", name: "mapping", short: "mapping.short" },
];

function Rail() {
  const here = route.value.page;
  const parked = useLoad<Status>(entered.value ? "/status" : null, "parked").data?.parked ?? 0;
  return (
    <nav class="rail" aria-label={t("pages")}>
      <ul>
        {rail.map(({ page, name, short }) => (
          <li key={page}>
            <a href={print(page)} aria-current={here === page ? "page" : undefined}>
              <span class="wide">{t(name)}</span>
              <span class="narrow">{t(short)}</span>
              {page === "waiting" && parked > 0 && <span class="count">{number(parked)}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

// A person on a phone signs out on their own page; a token has none.
function Way({ who }: { who: User }) {
  return (
    <>
      {who.id && (
        <a class="button" href={print("access")} aria-current={route.value.page === "access" ? "page" : undefined}>
          <span class="wide">{t("access")}</span>
          <span class="narrow">{t("access.short")}</span>
        </a>
      )}
      <button type="button" class={who.id && "wide"} onClick={() => void signOut()}>
        {who.id ? t("sign_out.who", { name: who.name }) : t("sign_out")}
      </button>
    </>
  );
}

function Tools() {
  const other = language.value === "vi" ? "en" : "vi";
  return (
    <div class="tools">
      <button type="button" lang={other} onClick={() => setLanguage(other)}>
        {t("language.other")}
      </button>
      <ThemeChoice />
      <button type="button" class="wide" onClick={showKeys}>
        {t("keys")}
      </button>
      {user.value && <Way who={user.value} />}
    </div>
  );
}

// Whose page it is stays while they sign in again over it.
let whose = "";

function Body() {
  const { page, id } = route.value;
  whose = user.value?.id ?? whose;
  switch (page) {
    case "person":
      return <Person key={id} id={id} />;
    case "health":
      return <Health />;
    case "waiting":
      return <Waiting />;
    case "funnel":
      return <Funnel />;
    case "mapping":
      return <Mapping />;
    case "access":
      return <Access key={whose} />;
    default:
      return <Handoffs key={id} id={id} />;
  }
}

// Whoever comes to another page by keyboard, or by ear, is at its beginning.
function useArrival() {
  const { page, id } = route.value;
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) document.getElementById("main")?.focus();
    first.current = false;
  }, [page, id]);
}

export function Shell() {
  document.documentElement.lang = language.value;
  useArrival();
  const skip = (event: Event) => {
    event.preventDefault();
    document.getElementById("main")?.focus();
  };
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        {t("skip")}
      </a>
      <header class="top">
        <a class="brand wide" href={print("handoffs")}>
          {t("brand")}
        </a>
        <Search />
        <Tools />
      </header>
      {offline.value && (
        <p class="bar-note" role="alert">
          {t("offline.what")}
        </p>
      )}
      {user.value?.id && route.value.page !== "access" && <Urge key={user.value.id} />}
      <div class="frame">
        <Rail />
        {entered.value ? <Body /> : <main id="main" tabIndex={-1} />}
      </div>
      <Touch />
      <SignIn />
      <Keys />
    </>
  );
}
