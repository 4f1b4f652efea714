import type { Bug } from './bug.ts'

/** What chat platforms report, and what people type. */
export const chatBugs: readonly Bug[] = [
  {
    name: 'typed-words-kept',
    gives: 'a reader of the store, with the key, whatever was pasted into a chat',
    file: 'src/house/house.ts',
    find: 'parts.inbox.accept(kept(event, parts.desk))',
    put: 'parts.inbox.accept(event)',
    seenBy: ['test/house/pasted.test.ts'],
  },
  {
    name: 'profile-not-looked-at',
    gives: 'whoever was given somebody’s chat account their link, where the platform’s report was missed',
    file: 'src/house/starts.ts',
    find: '    await this.#seen({ ...profile, actor })\n',
    put: '',
    seenBy: ['test/house/profiles.test.ts'],
  },
  {
    name: 'changed-profile-passes-the-story',
    gives: 'the same, where a conversation begins past the house',
    file: 'flows/steps/identify.ts',
    find: 'return mark !== undefined && !marks.holds(mark, actor, profile)',
    put: 'return mark === "" && !marks.holds(mark, actor, profile)',
    seenBy: ['test/house/profiles.test.ts'],
  },
  {
    name: 'confirmed-link-unmarked',
    gives: 'whoever changes the profile next a link that takes it for the true one',
    file: 'flows/steps/link-identity.ts',
    find: ', mark: world.marks.make(actor, facts.profile)',
    put: '',
    seenBy: ['test/house/profiles.test.ts'],
  },
  {
    name: 'own-page-for-anybody',
    gives: 'a chat whose link is in doubt how its person is set up',
    file: 'flows/steps/explain.ts',
    find: '...(who === undefined && { enrolment, ...cooling })',
    put: 'enrolment',
    seenBy: ['test/house/home.test.ts'],
  },
]
