/**
 * Text of somebody else as a terminal may show it: one line, and nothing in it that moves the cursor, changes colours or
 * clears the screen.
 */
export function terminalText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}
