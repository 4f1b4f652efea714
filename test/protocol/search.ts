import { everything, holds, smallest, type Powers } from './capability.ts'
import { keyOf, pruned } from './canonical.ts'
import { Acts } from './acts.ts'
import type { Keys } from './keys.ts'
import { movesOn, type Bounds, type Move } from './moves.ts'
import { broken, type Broken } from './properties.ts'
import { Server } from './server.ts'
import type { State } from './state.ts'
import type { Variant } from './variant.ts'

interface Edge {
  readonly from: number
  readonly to: number
  readonly ways: readonly Powers[]
  readonly says: string
}

/** Everything that can happen under a variant, whoever has which capabilities. */
export interface Graph {
  readonly variant: Variant
  readonly states: readonly State[]
  /** By state: the ways out of it that lead elsewhere. */
  readonly edges: readonly (readonly Edge[])[]
  /** Moves made, those that changed nothing included. */
  readonly expansions: number
  /** Promises that did not hold, with what led there. */
  readonly broken: readonly (Broken & { readonly at: number })[]
}

/** Breadth first over every state that any move of anybody leads to, with all capabilities; `ways` says who could. */
export const explore = async (variant: Variant, keys: Keys, bounds: Bounds): Promise<Graph> => {
  const server = await Server.make(variant, keys)
  const states: State[] = [server.initial()]
  const known = new Map([[keyOf(server.initial(), server, keys), 0]])
  const edges: Edge[][] = []
  const found: (Broken & { at: number })[] = []
  let expansions = 0
  for (let from = 0; from < states.length; from++) {
    const here = states[from]!
    const out: Edge[] = []
    edges.push(out)
    for (const every of movesOn(here, bounds)) {
      const move = within(every, bounds)
      if (move.ways.length === 0) continue
      expansions += 1
      const next = await made(server, keys, here, move)
      if (next === undefined) continue
      const key = keyOf(next, server, keys)
      const to = known.get(key) ?? states.length
      for (const fault of broken(here, next, server)) found.push({ ...fault, at: to })
      if (to === from) continue
      out.push({ from, to, ways: move.ways, says: move.says })
      if (to < states.length) continue
      known.set(key, to)
      states.push(next)
    }
  }
  return { variant, states, edges, expansions, broken: found }
}

/** The move as far as these bounds allow it. */
const within = (move: Move, { within: most = everything }: Bounds): Move => ({
  ...move,
  ways: move.ways.filter((way) => holds(most, way)),
})

const made = async (server: Server, keys: Keys, state: State, move: Move): Promise<State | undefined> => {
  server.load(state)
  const acts = new Acts(server, keys, state)
  await move.run(acts)
  return acts.changed ? pruned(acts.state, server, keys) : undefined
}

/**
 * The smallest sets of capabilities with which a state can be reached, for every state: a fixed point over the graph, so
 * that one search answers for every set of capabilities at once.
 */
const reachedWith = ({ states, edges }: Graph): readonly (readonly Powers[])[] => {
  const sets: (readonly Powers[])[] = states.map((_state, n) => (n === 0 ? [0] : []))
  const queue = [0]
  for (let from = queue.shift(); from !== undefined; from = queue.shift())
    for (const { to, ways } of edges[from] ?? []) {
      const before = sets[to] ?? []
      const joined = (sets[from] ?? []).flatMap((set) => ways.map((way) => set | way))
      const after = smallest([...before, ...joined])
      if (after.length === before.length && after.every((set) => before.includes(set))) continue
      sets[to] = after
      queue.push(to)
    }
  return sets
}

const isAttack = ({ owned }: State): boolean => owned === 'attacker'

/** The smallest sets of capabilities that give the attacker the victim's account. */
export const attacks = (graph: Graph): readonly Powers[] => {
  const sets = reachedWith(graph)
  return smallest(graph.states.flatMap((state, n) => (isAttack(state) ? (sets[n] ?? []) : [])))
}

/** The shortest way from one state to such a state that needs no more than these; undefined = there is none. */
export const wayTo = (
  { states, edges }: Graph,
  wanted: (state: State, n: number) => boolean,
  set: Powers,
  from = 0,
): readonly string[] | undefined => {
  const cameBy = new Map<number, Edge | undefined>([[from, undefined]])
  for (const [n] of cameBy) {
    if (wanted(states[n]!, n)) return told(cameBy, n)
    for (const edge of edges[n] ?? [])
      if (!cameBy.has(edge.to) && edge.ways.some((way) => holds(set, way))) cameBy.set(edge.to, edge)
  }
  return undefined
}

export const attackWith = (graph: Graph, set: Powers): readonly string[] | undefined =>
  wayTo(graph, isAttack, set)

const told = (cameBy: ReadonlyMap<number, Edge | undefined>, end: number): readonly string[] => {
  const edge = cameBy.get(end)
  return edge === undefined ? [] : [...told(cameBy, edge.from), edge.says]
}
