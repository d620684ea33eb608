/**
 * Parks an order, unless it waits from an earlier record of this log on. Offsets are compared as
 * texts: the longer one is larger.
 *
 * KEYS: parking. ARGV: field, value.
 */
export const PARK = `
local stored = redis.call('HGET', KEYS[1], ARGV[1])
if stored then
  local before, order = cjson.decode(stored), cjson.decode(ARGV[2])
  local a, b = before.offset, order.offset
  local isEarlier = #a < #b or (#a == #b and a <= b)
  if before.incarnation == order.incarnation and isEarlier then return 0 end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
`;

const AS_IT_WAS = `
local stored = redis.call('HGET', KEYS[1], ARGV[1])
if not stored then return 0 end
local order = cjson.decode(stored)
if order.incarnation ~= ARGV[2] or order.offset ~= ARGV[3] or order.lastOffset ~= ARGV[4] then
  return 0
end
`;

/**
 * Changes fields of a parked order; 0 when it is not parked as it was.
 *
 * KEYS: parking. ARGV: field, incarnation, offset and last offset as they were, fields to change.
 */
export const CHANGE_PARKED = `${AS_IT_WAS}
for name, value in pairs(cjson.decode(ARGV[5])) do order[name] = value end
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(order))
return 1
`;

/**
 * Forgets a parked order; 0 when it is not parked as it was.
 *
 * KEYS: parking. ARGV: field, incarnation, offset and last offset as they were.
 */
export const RELEASE_PARKED = `${AS_IT_WAS}
redis.call('HDEL', KEYS[1], ARGV[1])
return 1
`;
