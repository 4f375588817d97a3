import { findOperations } from './find-operations';
import { sampleDecision, sampleEvent, sampleResultWith, sampleSpans } from './testing/sample-outcome';

const textsOf = (...spans: unknown[]): string[] =>
  findOperations([sampleResultWith(...spans)]).map(({ text }) => text);

describe('findOperations', () => {
  it('finds what was done to files, databases and hosts, in order', () => {
    const { file, http, db } = sampleSpans;
    expect(findOperations([sampleResultWith(file), sampleResultWith(http, db)])).toEqual([
      { kind: 'file_operation', text: 'file.read m.txt' },
      { kind: 'http_request', text: 'POST http://127.0.0.1:9/v1/chat/completions 200' },
      { kind: 'db_query', text: 'SELECT customers' },
    ]);
  });

  it('names the table that is written to', () => {
    const { db } = sampleSpans;
    expect(
      textsOf(
        { ...db, db_operation: 'INSERT', db_statement: 'INSERT INTO refunds (id) VALUES ($1)' },
        { ...db, db_operation: 'UPDATE', db_statement: 'update customers set closed = true' },
        { ...db, db_operation: 'BEGIN', db_statement: 'BEGIN' },
      ),
    ).toEqual(['INSERT refunds', 'UPDATE customers', 'BEGIN']);
  });

  it('leaves out what may be data: query strings, folders and statements', () => {
    const { http, file, db } = sampleSpans;
    const text = textsOf(
      { ...http, http_url: 'https://h/find?email=a@example.com#x', http_status_code: null },
      { ...file, file_path: 'C:\\Users\\secret\\m.txt' },
      { ...db, db_statement: "SELECT * FROM customers WHERE email = 'a@example.com'" },
    ).join('\n');
    expect(text).toBe('POST https://h/find without an answer\nfile.read m.txt\nSELECT customers');
  });

  it('passes over the opening of a file, other spans and events without spans', () => {
    const { file } = sampleSpans;
    expect(textsOf({ ...file, name: 'file.open' }, { name: 'prompt' }, 'odd', null)).toEqual([]);
    expect(findOperations([sampleDecision()])).toEqual([]);
  });

  it('counts an operation once, also where Core was asked about it before it ran', () => {
    const asked = sampleDecision({
      event: sampleEvent({ hook_trigger: true, span_count: 1, spans: [sampleSpans.db] }),
    });
    expect(findOperations([asked, sampleResultWith(sampleSpans.db)])).toHaveLength(1);
  });
});
