// A table as a file for spreadsheets: RFC 4180, with the mark by which they read accents, and no cell that they would run.
const isFormula = (text: string) => /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.,]+$/.test(text);

function cell(value: string | number | null): string {
  if (value === null) return "";
  const text = String(value);
  return `"${(isFormula(text) ? "'" + text : text).replaceAll('"', '""')}"`;
}

export const csv = (rows: (string | number | null)[][]) => "\ufeff" + rows.map((row) => row.map(cell).join(",") + "\r\n").join("");

// Hands the file to whoever looks at the page.
export function download(name: string, text: string, type = "text/csv"): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
