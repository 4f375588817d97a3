export { callIds, describeCancellation } from './cancelled';
export type { Cancelled } from './cancelled';
export { endBefore, endBeforeTimer, fail, failInHandler } from './left-behind';
export {
  callActivity,
  callAllAtOnce,
  callInSpiteOf,
  callInSpiteOfLocal,
  callLocalActivity,
  callSequence,
  echo,
  failWith,
  sleepFor,
} from './basic';
export { actOnEveryNote, actOnNote, actWhenFinished, keepAnything, keepNotes, logNotes } from './signals';
export {
  callChild,
  callFailingChild,
  callUntilCancelled,
  cleanUpWhenCancelled,
  continueOnce,
  leaveBehind,
  makeMistake,
  surviveCancellation,
  takeUpdate,
} from './lifecycle';
export {
  askShop,
  cancelOther,
  continueAfterNote,
  shrugOffShop,
  sleepThenCall,
  tellChild,
  tellOther,
} from './across';
export { readLastDetails, said, say, showDetails } from './details';
export { explainFailure } from './explain-failure';
export { endOnUpdate, swallowRefusal, takeUpdates } from './updates';
export { followPlan } from './soak';
export { actWithoutWaiting, cancelOnNote, returnOnNote, returnWhatGrows, shrugOff } from './endings';
