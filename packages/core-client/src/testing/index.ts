export { ScriptedEvaluator } from './scripted-evaluator';
export type { ApprovalMatch, Script, ScriptedAnswer, ScriptedAnswerer } from './scripted-evaluator';
