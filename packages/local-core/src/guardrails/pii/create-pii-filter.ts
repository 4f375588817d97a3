import { replaceParts, type Replacement, type TextFilter } from '../text-filter';
import { PII_FINDERS, type PiiEntity } from './pii-entity';

interface Found extends Replacement {
  readonly entity: PiiEntity;
}

/** Replaces personal data by `<KIND>`, such as `<PHONE_NUMBER>`. */
export function createPiiFilter(entities: readonly PiiEntity[]): TextFilter {
  return (text) => {
    const found = entities.flatMap((entity) =>
      PII_FINDERS[entity](text).map((span): Found => ({ ...span, entity, text: `<${entity}>` })),
    );
    if (found.length === 0) return { text, findings: [] };
    const kept = withoutOverlaps(found);
    return { text: replaceParts(text, kept), findings: [...new Set(kept.map(({ entity }) => entity))] };
  };
}

function withoutOverlaps(found: readonly Found[]): Found[] {
  const ordered = [...found].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Found[] = [];
  for (const candidate of ordered) {
    const last = kept.at(-1);
    if (last === undefined || candidate.start >= last.end) kept.push(candidate);
    // What sticks out of an overlap is still personal data, so the earlier find grows over it.
    else if (candidate.end > last.end) kept[kept.length - 1] = { ...last, end: candidate.end };
  }
  return kept;
}
