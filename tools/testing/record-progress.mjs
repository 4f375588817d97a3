/** A progress that keeps what it would have shown. */
export function recordProgress() {
  const lines = [];
  return {
    lines,
    note: (line) => void lines.push(line),
    run: async (title, task) => {
      lines.push(title);
      return await task((detail) => lines.push(`${title}: ${detail}`));
    },
  };
}
