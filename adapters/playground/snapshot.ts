import { say, type Phrase } from '../../src/story/card.ts'
import type { Character } from './cast.ts'
import { auditView, type AuditView } from './audit-view.ts'
import type { Page } from './pages.ts'
import { alertChannel, channelOf, onCallChannel } from './rooms.ts'
import type { Scene } from './scene.ts'
import { formView, messageView, type FormView, type MessageView } from './view.ts'

export interface PersonView {
  readonly user: string
  readonly name: string
  readonly story: string
  readonly extra: boolean
  readonly gone: boolean
}

export interface PhoneView {
  readonly title: string
  readonly code?: string
  readonly codes: readonly string[]
  /** What they signed in to in the last fortnight, and where. */
  readonly lately: readonly string[]
  readonly mail: readonly { readonly subject: string; readonly text: string; readonly at: number }[]
}

/** Everything one page shows, whole: pages draw it again and again and keep nothing of their own. */
export interface Snapshot {
  readonly you?: string
  readonly email?: string
  readonly account?: string
  readonly channel?: string
  readonly people: readonly PersonView[]
  /** Whether chat profiles are typed in: there is a real directory behind. */
  readonly joinable: boolean
  readonly thread: readonly MessageView[]
  readonly typing: boolean
  readonly form?: FormView
  readonly phone?: PhoneView
  readonly lockable: boolean
  readonly alerts: readonly MessageView[]
  readonly alertChannel: string
  /** What whoever is on call sees: requests that nobody answered. */
  readonly onCall: readonly MessageView[]
  readonly onCallChannel: string
  /** In whose name its buttons are pressed. */
  readonly alertsAs: string
  readonly audit: readonly AuditView[]
  readonly twice: { readonly on: boolean; readonly says: string }
  /** Moves by itself; a page is not told again only because of it. */
  readonly clock: { readonly now: number; readonly secondsLeft: number }
}

const personView = (scene: Scene, { profile, story, extra }: Character): PersonView => ({
  user: profile.actor.user,
  name: profile.displayName,
  story: story === undefined || typeof story === 'string' ? (story ?? '') : scene.words(story),
  extra,
  gone: profile.kind === 'deleted',
})

const phoneView = async (scene: Scene, you: Character): Promise<{ view: PhoneView; secondsLeft: number }> => {
  const phone = you.account === undefined ? undefined : await scene.demo.phone(you.account)
  const { displayName } = you.profile
  return {
    secondsLeft: phone?.totp?.secondsLeft ?? 0,
    view: {
      title: scene.words(say('playground.phone', { name: displayName })),
      codes: phone?.recoveryCodes ?? [],
      lately: (you.account === undefined ? undefined : scene.demo.lately?.(you.account)) ?? [],
      mail: scene.demo
        .mail()
        .filter(({ to }) => to.toLowerCase() === you.mailbox.toLowerCase())
        .slice(0, 20)
        .map(({ subject, text, at }) => ({ subject, text, at })),
      ...(phone?.totp === undefined ? {} : { code: phone.totp.code }),
    },
  }
}

/** What this page should show now. */
export const snapshot = async (scene: Scene, page: Page): Promise<Snapshot> => {
  const { words, rooms, cast, demo } = scene
  const you = page.user === undefined ? undefined : cast.of(page.user)
  const channel = page.user === undefined ? undefined : channelOf(page.user)
  const phone = you === undefined ? undefined : await phoneView(scene, you)
  const zone = you?.profile.timeZone
  const theirs = (phrase: Phrase): string => words(phrase, zone === undefined ? {} : { timeZone: zone })
  const draw = (of: string, said: typeof theirs): MessageView[] =>
    rooms.messages(of).map((m) => messageView(m, said))
  return {
    people: cast.all().map((c) => personView(scene, c)),
    joinable: demo.people.length === 0,
    thread: channel === undefined ? [] : draw(channel, theirs),
    typing: channel !== undefined && rooms.isBusy(channel),
    lockable: demo.lock !== undefined && you?.account !== undefined,
    alerts: draw(alertChannel, (phrase) => words(phrase)),
    alertChannel,
    onCall: draw(onCallChannel, (phrase) => words(phrase)),
    onCallChannel,
    alertsAs: words(say('playground.alerts.as', { name: (you ?? cast.helpdesk).profile.displayName })),
    audit: demo.audit(60).map((event) => auditView(event, words)),
    twice: {
      on: page.twice,
      says: words(
        say('playground.tools.twice.count', { again: String(page.again), dropped: String(page.dropped) }),
      ),
    },
    clock: { now: demo.now(), secondsLeft: phone?.secondsLeft ?? 0 },
    ...(page.user === undefined ? {} : { you: page.user }),
    ...(channel === undefined ? {} : { channel }),
    ...(you?.profile.email === undefined ? {} : { email: you.profile.email }),
    ...(you?.account === undefined ? {} : { account: you.account }),
    ...(page.form === undefined ? {} : { form: formView(page.form.id, page.form.form, theirs) }),
    ...(phone === undefined ? {} : { phone: phone.view }),
  }
}
