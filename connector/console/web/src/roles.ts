// Who may do what, so that nobody is shown a button that only says no. The service decides; this only spares the asking.
import { user, type User } from "./api";

type Role = User["role"];
const table = {
  answer: ["rep", "editor", "admin"],
  sync: ["editor", "admin"],
  replay: ["editor", "admin"],
  draft: ["editor", "admin"],
  decide: ["admin"],
  steer: ["admin"],
} satisfies Record<string, Role[]>;

export type Act = keyof typeof table;

export const mayOf = (role: Role, act: Act): boolean => (table[act] as Role[]).includes(role);

// Of whoever is signed in. While they sign in again over the page, nothing disappears.
let last: Role = "viewer";
export function may(act: Act): boolean {
  last = user.value?.role ?? last;
  return mayOf(last, act);
}
