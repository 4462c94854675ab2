package io.doorbuster.api.http;

import io.doorbuster.api.auth.Caller;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request, as a capability sees it. Belongs to the thread that serves it until the action has returned. */
public final class Call {
    private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final Pattern ORGANISATION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final Pattern SALE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private static final String BODY = "doorbuster.body";
    private static final byte[] NO_BYTES = {};

    private final Context context;
    private final @Nullable Caller caller;

    Call(Context context, @Nullable Caller caller) {
        this.context = context;
        this.caller = caller;
    }

    /** Who is calling; only on routes that ask for a token. */
    public Caller caller() {
        if (caller == null) {
            throw new IllegalStateException("an open route has no caller");
        }
        return caller;
    }

    /** Who is calling, or null for a caller without a token; only on routes that take both. */
    public @Nullable Caller callerIfAny() {
        return caller;
    }

    public String path(String name) {
        return context.pathParam(name);
    }

    /** The organisation in the path, if it can be one. */
    public String orgId() {
        String orgId = path("orgId");
        if (!ORGANISATION.matcher(orgId).matches()) {
            throw Problem.notFound("organisation");
        }
        return orgId;
    }

    /** The sale in the path, if it can be one. */
    public String saleId() {
        String saleId = path("saleId");
        if (!SALE.matcher(saleId).matches()) {
            throw Problem.notFound("sale");
        }
        return saleId;
    }

    public @Nullable String query(String name) {
        return context.queryParam(name);
    }

    public int query(String name, int min, int max, int absent) {
        String text = query(name);
        if (text == null) {
            return absent;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Refused below, as a number out of range is.
        }
        throw Problem.invalid(name, "must be an integer from " + min + " to " + max);
    }

    public @Nullable String header(String name) {
        return context.header(name);
    }

    public @Nullable String cookie(String name) {
        return context.cookie(name);
    }

    /** Whether the caller came by HTTPS, to us or to a proxy before us. */
    public boolean isSecure() {
        return context.scheme().equals("https") || "https".equalsIgnoreCase(header("X-Forwarded-Proto"));
    }

    public @Nullable String idempotencyKey() {
        String key = header("Idempotency-Key");
        if (key != null && !IDEMPOTENCY_KEY.matcher(key).matches()) {
            throw Problem.invalid("Idempotency-Key", "must be 1 to 255 printable ASCII characters without spaces");
        }
        return key;
    }

    /** The body's fields; it must be a JSON object. */
    public Fields body() {
        byte[] bytes = bytes();
        requireJson();
        return Fields.parse(bytes);
    }

    /** For calls that need no body: none, or an object without fields. */
    public void noBody() {
        byte[] bytes = bytes();
        if (bytes.length > 0) {
            requireJson();
            Fields.parse(bytes).end();
        }
    }

    private void requireJson() {
        String type = context.contentType();
        String media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!media.equals("application/json")) {
            throw new Problem(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "send Content-Type: application/json, in UTF-8");
        }
    }

    /** The body as it came, for those who check a signature over it. */
    public byte[] rawBody() {
        return bytes().clone();
    }

    private byte[] bytes() {
        byte[] bytes = context.attribute(BODY);
        if (bytes == null) {
            throw new IllegalStateException("the body was not read before the route");
        }
        return bytes;
    }

    /**
     * Reads the body before anyone can refuse the request: what is left unread would end the connection, and the
     * caller's next request with it. Without a length, one byte more than is allowed is read, so that such a body is
     * bounded too.
     */
    static void readBody(Context context, int maxBytes) {
        long length = context.req().getContentLengthLong();
        if (length > maxBytes) {
            throw tooLarge(maxBytes);
        }
        if (length < 0 && context.header("Transfer-Encoding") == null) {
            context.attribute(BODY, NO_BYTES);
            return;
        }
        byte[] bytes;
        try {
            bytes = context.req().getInputStream().readNBytes(length < 0 ? maxBytes + 1 : (int) length);
        } catch (IOException e) {
            throw Problem.invalid("body", "could not be read to its end");
        }
        if (bytes.length > maxBytes) {
            throw tooLarge(maxBytes);
        }
        context.attribute(BODY, bytes);
    }

    private static Problem tooLarge(int maxBytes) {
        // The rest of the body is not read, so the connection cannot be used again.
        return new Problem(ErrorCode.BODY_TOO_LARGE, "a body has at most " + maxBytes + " bytes")
                .header("Connection", "close");
    }
}
