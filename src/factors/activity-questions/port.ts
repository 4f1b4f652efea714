import type { Change } from '../../story/record.ts'
import type { QuestionSet } from './question.ts'
import type { Verdict } from './verdict.ts'

/** What flows may use of questions about recent sign-ins. */
export interface QuestionsPort {
  /**
   * A set for this person, and the change that counts it: to be written together, before anything is shown, so that a set that was
   * left or lost counts like any other. Undefined = three sets in thirty days were asked, or one that failed, or too little is known
   * to ask, or it cannot be told. Rejects with `Fault` ERR_STORE where it cannot be counted.
   */
  draw(
    person: string,
    now: number,
  ): Promise<{ readonly set: QuestionSet; readonly counted: Change } | undefined>
  /**
   * What is kept of an answer until all are given: a keyed digest of the option's number, or of "I don't know" (undefined).
   * Whoever reads the store learns neither what was chosen nor whether it was right.
   */
  mark(set: QuestionSet, number: number, chosen: number | undefined): string
  /**
   * The change that says of this person's last set that it spoke against them, to be written with what it came to: nobody asks
   * them for thirty days. Undefined = no set counts any more. Rejects with `Fault` ERR_STORE where it cannot be read.
   */
  failed(person: string): Promise<Change | undefined>
  /** All answers at once. What cannot be read any more, its key being gone, counts as not known. */
  judge(set: QuestionSet, marks: readonly string[], now: number): Verdict
}
