-- Arguments: none to ask for the same thing again and again; or, to post as a new buyer each time, the token file, the byte
-- at which to start, the path and the body.
-- Tokens are read as they are needed, a line for each request: two million of them would not fit into Lua's memory.
local tokens

local function post()
    local token = tokens:read("*l")
    if not token then
        tokens:seek("set", 0)
        token = tokens:read("*l")
    end
    return wrk.head .. token .. "\r\n\r\n" .. wrk.json
end

function init(arguments)
    if arguments[1] then
        tokens = assert(io.open(arguments[1], "r"))
        tokens:seek("set", tonumber(arguments[2]))
        wrk.json = arguments[4] or ""
        wrk.head = "POST " .. arguments[3] .. " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            .. "Content-Length: " .. #wrk.json .. "\r\nAuthorization: Bearer "
        request = post
    end
end

function done(summary, latency, requests)
    local failed = summary.errors
    io.write(string.format("RESULT %d %d %d %d\n", summary.requests, summary.duration, failed.status,
        failed.connect + failed.read + failed.write + failed.timeout))
end
