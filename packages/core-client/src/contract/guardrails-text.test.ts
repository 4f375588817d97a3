import { type GuardrailsResult } from './guardrails';
import { guardrailsFailureMessage, guardrailsFailureReason, guardrailsReasonText } from './guardrails-text';

const finding = (reason: string) => ({ type: 'pii', field: 'input.prompt', reason });
const refused = (inputType: GuardrailsResult['inputType'], ...reasons: string[]): GuardrailsResult => ({
  inputType,
  validationPassed: false,
  reasons: reasons.map(finding),
});

// covers: 12
it('joins the reasons that are not empty, in order', () => {
  expect(guardrailsReasonText([finding('a'), finding(''), finding('b')])).toBe('a; b');
});

it.each([[undefined], [null], [[]], [[finding('  ')]]])('is empty for %p', (reasons) => {
  expect(guardrailsReasonText(reasons)).toBe('');
});

it('says the reasons in the message', () => {
  expect(guardrailsFailureMessage(refused('activity_input', 'r1', 'r2'))).toBe(
    'Guardrails validation failed: r1; r2',
  );
});

// covers: 18
it('names the side where there are no reasons', () => {
  expect(guardrailsFailureMessage(refused('activity_output'))).toContain('output');
  expect(guardrailsFailureMessage(refused('activity_input'))).toContain('input');
  expect(guardrailsFailureReason(refused('activity_input'), 'output')).toContain('output');
});
