package io.doorbuster.stripesim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

record Reply(int status, Map<String, String> headers, String type, String body) {
    static final String JSON = "application/json";

    static Reply json(int status, ObjectNode body) {
        return new Reply(status, Map.of(), JSON, Json.write(body));
    }

    static Reply html(String body) {
        return new Reply(200, Map.of(), "text/html; charset=utf-8", body);
    }

    Reply withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, type, body);
    }

    Reply cutInHalf() {
        return new Reply(status, headers, type, body.substring(0, body.length() / 2));
    }
}
