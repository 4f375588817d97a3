/** What a `Content-Type` says about a body. */
export interface MediaType {
  /** `unknown` where no type is declared: such a body is text if its bytes are. */
  readonly kind: 'text' | 'binary' | 'unknown';
  /** As declared; UTF-8 where it is not. */
  readonly charset: string;
}

// The specification's list, and what came into use beside it: structured suffixes, line-delimited JSON, GraphQL, YAML.
const TEXT =
  /^(?:text\/.*|application\/(?:json|xml|javascript|x-www-form-urlencoded|ecmascript|x-javascript|(?:x-)?ndjson|json-seq|json-?lines|jsonl|graphql|(?:x-)?yaml|toml|sql)|[^/]+\/[^/]+\+(?:json|xml|yaml|json-seq))$/;

/** Reads the value of a `Content-Type` header. */
export function parseMediaType(contentType: string | undefined): MediaType {
  const [type = '', ...parameters] = (contentType ?? '').split(';');
  const essence = type.trim().toLowerCase();
  if (essence === '') return { kind: 'unknown', charset: 'utf-8' };
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/i.exec(parameter)?.[1])
    .find((value) => value !== undefined);
  return { kind: TEXT.test(essence) ? 'text' : 'binary', charset: charset ?? 'utf-8' };
}
