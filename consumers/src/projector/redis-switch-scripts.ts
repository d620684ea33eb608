/**
 * Names the generation that is about to be switched to, for so long; 0 when another is named.
 *
 * KEYS: next. ARGV: generation, milliseconds.
 */
export const HOLD = `
local next = redis.call('GET', KEYS[1])
if next and next ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`;

/**
 * Makes a generation live. Gives those that nobody needs any more, and nil where the switch is not
 * allowed, because nobody is held back for it.
 *
 * KEYS: active, previous, next. ARGV: generation, '1' where none is live that is of this log.
 */
export const SWITCH = `
local active = redis.call('GET', KEYS[1])
local previous = redis.call('GET', KEYS[2])
if active == ARGV[1] then
  if redis.call('GET', KEYS[3]) == ARGV[1] then redis.call('DEL', KEYS[3]) end
  return {}
end
local isFree = ARGV[2] == '1'
if not isFree and redis.call('GET', KEYS[3]) ~= ARGV[1] then return nil end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2], KEYS[3])
local superseded = {}
if previous and previous ~= ARGV[1] then table.insert(superseded, previous) end
if active and isFree then table.insert(superseded, active) end
if active and not isFree then redis.call('SET', KEYS[2], active) end
return superseded
`;

/** Leaves the view without a live generation, if it is this one. KEYS: active. ARGV: generation. */
export const WITHDRAW = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`;
