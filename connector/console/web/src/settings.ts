// What this browser remembers: how things look, never who anybody is. A browser that forbids it just forgets.
export type Setting = "language" | "theme" | "keys";

export function recall(name: Setting): string {
  try {
    return localStorage.getItem("crosswalk." + name) ?? "";
  } catch {
    return "";
  }
}

export function remember(name: Setting, value: string): void {
  try {
    localStorage.setItem("crosswalk." + name, value);
  } catch {
    // Forgotten with the tab.
  }
}
