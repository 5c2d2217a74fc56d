// What tells one passkey, and one session, from another.

// When an id was made: it begins with its milliseconds (UUID version 7). Null: it is another kind of id.
export function madeAt(id: string): string | null {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(id)) return null;
  return new Date(parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString();
}

// Each browser names those before it, too: the first that fits is it.
const browsers: [RegExp, string][] = [
  [/Edg/, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems: [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

// "Chrome, Windows"; what is no browser keeps its own words.
export function browserOf(agent: string): string {
  const found = [browsers, systems].flatMap((table) => table.find(([sign]) => sign.test(agent))?.[1] ?? []);
  return found.join(", ") || agent;
}
