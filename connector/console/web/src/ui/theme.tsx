// Light, dark, or as the system says.
import { signal } from "@preact/signals";
import { recall, remember } from "../settings";
import { t } from "../words";

const themes = ["auto", "light", "dark"] as const;
type Theme = (typeof themes)[number];
const isTheme = (name: string): name is Theme => (themes as readonly string[]).includes(name);

const stored = recall("theme");
const theme = signal<Theme>(isTheme(stored) ? stored : "auto");
const paint = () => (document.documentElement.dataset.theme = theme.value);
paint();

export function ThemeChoice() {
  const choose = (name: string) => {
    if (!isTheme(name)) return;
    theme.value = name;
    remember("theme", name);
    paint();
  };
  return (
    <label>
      <span class="unseen">{t("theme")}</span>
      <select value={theme.value} onChange={(event) => choose(event.currentTarget.value)}>
        {themes.map((name) => (
          <option key={name} value={name}>
            {t(`theme.${name}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
