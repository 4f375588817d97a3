import { celEnv, CelScalar, type CelEnv } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { EVENT_FIELD_NAMES } from './event-fields';

/** Variables beside the fields of the event: the event as it was received, and who sent it. */
const EXTRA_VARIABLES = ['event', 'agent'] as const;

/** Names of types, as in `type(activity_output) == string`. */
const TYPE_NAMES = [
  'bool',
  'bytes',
  'double',
  'int',
  'list',
  'map',
  'null_type',
  'string',
  'type',
  'uint',
] as const;

/** What the names in a condition can mean. */
export interface ConditionEnvironment {
  readonly cel: CelEnv;
  readonly variables: ReadonlySet<string>;
  readonly typeNames: ReadonlySet<string>;
  /** Signatures of each function: whether it is called on a value, how many arguments it takes, what it gives. */
  readonly functions: ReadonlyMap<string, readonly FunctionSignature[]>;
}

export interface FunctionSignature {
  readonly isMethod: boolean;
  readonly argumentCount: number;
  readonly result: string;
}

/** CEL with its string functions over the fields of an event. Costs some milliseconds: build it once. */
export function createConditionEnvironment(): ConditionEnvironment {
  const variables = new Set<string>([...EVENT_FIELD_NAMES, ...EXTRA_VARIABLES]);
  const cel = celEnv({
    variables: Object.fromEntries([...variables].map((name) => [name, CelScalar.DYN])),
    funcs: [...strings],
  });
  const functions = new Map<string, FunctionSignature[]>();
  for (const func of cel.funcs) {
    const signatures = functions.get(func.name) ?? [];
    signatures.push({
      isMethod: func.target !== undefined,
      argumentCount: func.arguments.length,
      result: func.result.name,
    });
    functions.set(func.name, signatures);
  }
  return { cel, variables, typeNames: new Set(TYPE_NAMES), functions };
}
