// Where one is: the page, what it is about and its filters, all of it in the address, so that a link shows the same again.
import { signal } from "@preact/signals";

export const pages = ["handoffs", "person", "health", "waiting", "funnel", "mapping", "access", "invite"] as const;
export type PageName = (typeof pages)[number];
export interface Route {
  page: PageName;
  id: string;
  filters: Record<string, string>;
}

const isPage = (name: string): name is PageName => (pages as readonly string[]).includes(name);

// "#/person/01a2?show=steps"; an address that means nothing is the first page.
export function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [name = "", id = ""] = path.split("/").map((part) => decodeURIComponent(part));
  const filters = Object.fromEntries(new URLSearchParams(query));
  return isPage(name) ? { page: name, id, filters } : { page: "handoffs", id: "", filters: {} };
}

// What is empty is left out.
export function print(page: PageName, id = "", filters: Record<string, string> = {}): string {
  const kept = Object.entries(filters).filter(([, value]) => value !== "");
  const query = new URLSearchParams(kept).toString();
  return `#/${page}${id && "/" + encodeURIComponent(id)}${query && "?" + query}`;
}

export const route = signal<Route>(parse(location.hash));
addEventListener("hashchange", () => (route.value = parse(location.hash)));

// Changes the filters of the page one is on; the way back leads to the page before, not through every filter.
export function setFilters(change: Record<string, string>): void {
  const { page, id, filters } = route.value;
  history.replaceState(null, "", print(page, id, { ...filters, ...change }));
  route.value = parse(location.hash);
}
