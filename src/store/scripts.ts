import { createHash } from 'node:crypto'

/** A Lua script with the digest Redis keeps it under (EVALSHA). */
export interface Script {
  readonly source: string
  readonly sha1: string
}

export const script = (source: string): Script => ({
  source,
  sha1: createHash('sha1').update(source).digest('hex'),
})

/**
 * The compare-and-set. KEYS: for each change its record, then its kind's queue. ARGV: six for each change, namely
 * the revision read, what to store, its time to live in ms or '', when it is due or '', its name in the
 * queue, and whether it is deleted. Answers 1 when all were written, 0 when none.
 *
 * Redis runs a script alone but undoes nothing when it fails half-way. So the first pass asks everything that can
 * fail, wrong types included, before the second writes. Revisions are compared as text: Lua's numbers are doubles.
 */
export const writeAll = script(`
local each = 6
local function revision(key)
  local head = redis.call('GETRANGE', key, 0, 16)
  if head == '' then return '0' end
  return string.match(head, '^(%d+):') or 'not ours'
end
for i = 1, #KEYS / 2 do
  redis.call('ZCARD', KEYS[2 * i])
  if revision(KEYS[2 * i - 1]) ~= ARGV[each * (i - 1) + 1] then return 0 end
end
for i = 1, #KEYS / 2 do
  local record, queue = KEYS[2 * i - 1], KEYS[2 * i]
  local _, stored, ttl, due, name, deleted = unpack(ARGV, each * (i - 1) + 1, each * i)
  if deleted == '1' then redis.call('DEL', record)
  elseif ttl == '' then redis.call('SET', record, stored)
  else redis.call('SET', record, stored, 'PX', ttl) end
  if deleted == '1' or due == '' then redis.call('ZREM', queue, name)
  else redis.call('ZADD', queue, due, name) end
end
return 1
`)

/**
 * One value in the place of another. KEYS: the record. ARGV: what must stand there, what is to. Time to live and place in
 * the queue are left alone, so whoever waits for the record notices nothing.
 */
export const replaceOne = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1
`)

/**
 * What is due. KEYS: the queue. ARGV: now, how many at most, what stands before a record's name. A record may have
 * been forgotten by its time to live; its place in the queue is given up here, so that it never hides what is due.
 */
export const whatIsDue = script(`
local due, limit = {}, tonumber(ARGV[2])
while #due < limit do
  local names = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', #due, limit - #due)
  if #names == 0 then break end
  for _, name in ipairs(names) do
    if redis.call('EXISTS', ARGV[3] .. name) == 1 then due[#due + 1] = name
    else redis.call('ZREM', KEYS[1], name) end
  end
end
return due
`)

/**
 * A sliding window. KEYS: the times it let through, as a sorted set. ARGV: how many at most, the window in ms, and 1 to take
 * one or 0 to look. Answers how many were let through in the window (one more than the most when this one was
 * refused) and in how many ms one is free. By the server's own clock, which all replicas share; times still to come are
 * kept and count, so that a clock set back frees nobody.
 */
export const slidingWindow = script(`
local most, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local taken = redis.call('ZCARD', KEYS[1])
if taken >= most then
  local oldest = redis.call('ZRANGE', KEYS[1], -most, -most, 'WITHSCORES')
  local wait = math.max(1, oldest[2] + window - now)
  if ARGV[3] == '1' then return { most + 1, wait } end
  return { taken, wait }
end
if ARGV[3] == '0' then return { taken, 0 } end
local name = 0
while redis.call('ZADD', KEYS[1], 'NX', now, clock[1] .. '.' .. clock[2] .. '.' .. name) == 0 do name = name + 1 end
redis.call('PEXPIRE', KEYS[1], window)
if taken + 1 < most then return { taken + 1, 0 } end
local oldest = redis.call('ZRANGE', KEYS[1], -most, -most, 'WITHSCORES')
return { taken + 1, math.max(1, oldest[2] + window - now) }
`)
