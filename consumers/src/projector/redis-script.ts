/**
 * What the scripts below store a row with. It stands in the queue, beside it, or among the ended
 * orders, and in no two of these.
 *
 * KEYS: positions, rows (in the queue), others (not yet in it), feed, then a set by urgency and after
 * those a set by age for each status of the queue, then for each row its hash of ended orders.
 * ARGV: number of statuses, what the script itself takes, then for each row: order id, number of its
 * status or 0, urgency, age, row to keep or '' for an ended order, row to announce or '', its field
 * among the ended orders, version.
 */
const STORE_ROW = `
local WIDTH, statuses = 8, tonumber(ARGV[1])
local function store(i, ended, isNew)
  local id, set, urgency, age = ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2], ARGV[i + 3]
  local row, field, version = ARGV[i + 4], ARGV[i + 6], ARGV[i + 7]
  for k = 1, statuses do
    if k ~= set and not isNew then
      redis.call('ZREM', KEYS[4 + k], id)
      redis.call('ZREM', KEYS[4 + statuses + k], id)
    end
  end
  if set > 0 then
    redis.call('HSET', KEYS[2], id, row)
    redis.call('ZADD', KEYS[4 + set], urgency, id)
    redis.call('ZADD', KEYS[4 + statuses + set], age, id)
  else
    redis.call('HDEL', KEYS[2], id)
  end
  if set == 0 and row ~= '' then redis.call('HSET', KEYS[3], id, row) else redis.call('HDEL', KEYS[3], id) end
  if row == '' then redis.call('HSET', ended, field, version) else redis.call('HDEL', ended, field) end
end
local function eachRow(first, visit)
  local ended = 4 + 2 * statuses
  for i = first, #ARGV, WIDTH do
    ended = ended + 1
    visit(i, KEYS[ended])
  end
end
`;

/**
 * Stores the rows of one partition's batch, their places in the sets by status, what the feed
 * announces, and the position, all or nothing; 0 when the position is not the expected one.
 *
 * ARGV after the number of statuses: partition, expected position, new position, longest feed.
 */
export const WRITE_BATCH = `
if redis.call('HGET', KEYS[1], ARGV[2]) ~= ARGV[3] then return 0 end
${STORE_ROW}
eachRow(6, function(i, ended)
  store(i, ended)
  if ARGV[i + 5] ~= '' then
    redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[5], '*', 'row', ARGV[i + 5])
  end
end)
redis.call('HSET', KEYS[1], ARGV[2], ARGV[4])
return 1
`;

/** Stores rows and their places in the sets by status, and no older row over a newer one. */
export const FILL_ROWS = `
${STORE_ROW}
local function storedVersion(id, field, ended)
  local text = redis.call('HGET', KEYS[2], id) or redis.call('HGET', KEYS[3], id)
  if text then return cjson.decode(text).version end
  return tonumber(redis.call('HGET', ended, field) or '0')
end
eachRow(2, function(i, ended)
  local stored = storedVersion(ARGV[i], ARGV[i + 6], ended)
  if stored < tonumber(ARGV[i + 7]) then store(i, ended, stored == 0) end
end)
return 1
`;

/**
 * Stores up to when positions show everything, where they are as far as that was said of still;
 * never moves it back.
 *
 * KEYS: positions, their times. ARGV: incarnation, then partition, offset and time of each.
 */
export const CONFIRM = `
for i = 2, #ARGV, 3 do
  local stored = redis.call('HGET', KEYS[1], ARGV[i])
  local position = stored and cjson.decode(stored)
  if position and position.incarnation == ARGV[1] and tonumber(position.offset) >= tonumber(ARGV[i + 1]) then
    local before = tonumber(redis.call('HGET', KEYS[2], ARGV[i]) or '0')
    if tonumber(ARGV[i + 2]) > before then redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 2]) end
  end
end
return 1
`;
