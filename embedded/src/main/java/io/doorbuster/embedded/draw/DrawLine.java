package io.doorbuster.embedded.draw;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/** One line of the file, with its fields read strictly. Fields that nobody asks for may be there. */
record DrawLine(long number, JsonNode json) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]*");

    String type() {
        return json.path("type").asText("");
    }

    String text(String field) throws WrongLine {
        JsonNode value = json.path(field);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw wrong(field, "a text");
        }
        return value.textValue();
    }

    /** Lower-case hex digits, exactly so many. */
    String hex(String field, int digits) throws WrongLine {
        String text = json.path(field).asText("");
        if (!json.path(field).isTextual()
                || text.length() != digits
                || !HEX.matcher(text).matches()) {
            throw wrong(field, digits + " lower-case hex digits");
        }
        return text;
    }

    long whole(String field, long min, long max) throws WrongLine {
        JsonNode value = json.path(field);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < min
                || value.longValue() > max) {
            throw wrong(field, "a whole number from " + min + " to " + max);
        }
        return value.longValue();
    }

    int count(String field, int min) throws WrongLine {
        return (int) whole(field, min, Integer.MAX_VALUE);
    }

    boolean flag(String field) throws WrongLine {
        if (!json.path(field).isBoolean()) {
            throw wrong(field, "true or false");
        }
        return json.path(field).booleanValue();
    }

    void mustEqual(String field, Object expected, String reason) throws WrongLine {
        String says = json.path(field).isMissingNode() ? "" : json.path(field).asText();
        if (!says.equals(String.valueOf(expected))) {
            throw wrong(field, expected + (reason.isEmpty() ? "" : " (" + reason + ")"));
        }
    }

    /** This line's field is not what it should be. */
    WrongLine wrong(String field, String shouldBe) {
        JsonNode value = json.path(field);
        return new WrongLine(number, field, value.isMissingNode() ? "nothing" : value.asText(), shouldBe);
    }

    /** This line should not be here at all. */
    WrongLine misplaced(String shouldBe) {
        String says = type().isEmpty() ? "no known type" : type();
        return new WrongLine(number, "type", says, shouldBe);
    }
}
