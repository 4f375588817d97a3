const TICK_MS = 1000;
const REMINDER_MS = 30_000;

export function formatSeconds(durationMs) {
  return durationMs < 10_000 ? `${(durationMs / 1000).toFixed(1)} s` : `${Math.round(durationMs / 1000)} s`;
}

/** Shows which step runs and for how long: one line with running seconds on a terminal, plain lines elsewhere. */
export function createProgress(stream = process.stderr) {
  const live = stream.isTTY === true;

  /** Runs `task` as one step. The task gets `report(detail)` to say what it is doing now. */
  async function run(title, task) {
    const startedAt = Date.now();
    let detail = '';
    const text = () => `${title}${detail === '' ? '' : `: ${detail}`}`;
    const draw = () => stream.write(`\r\u001b[2K  ${text()} ... ${formatSeconds(Date.now() - startedAt)}`);
    const remind = () =>
      stream.write(`  ${text()}, still running after ${formatSeconds(Date.now() - startedAt)}\n`);
    const report = (next) => {
      detail = next;
      if (live) draw();
      else stream.write(`  ${text()}\n`);
    };
    const end = (mark) =>
      stream.write(
        `${live ? '\r\u001b[2K' : ''}${mark} ${text()} (${formatSeconds(Date.now() - startedAt)})\n`,
      );

    if (live) draw();
    else stream.write(`  ${title} ...\n`);
    const timer = setInterval(live ? draw : remind, live ? TICK_MS : REMINDER_MS);
    try {
      const result = await task(report);
      end('✓');
      return result;
    } catch (error) {
      end('✗');
      throw error;
    } finally {
      clearInterval(timer);
    }
  }

  return { run, note: (line) => void stream.write(`${line}\n`) };
}
