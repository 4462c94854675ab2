package io.doorbuster.embedded.draw;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import io.doorbuster.embedded.draw.DrawFile.Joiner;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The formulas once more, from their description and not from the verifier, in the plainest way. */
final class DrawArithmetic {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] SEED = sha256("the seed of the tests".getBytes(StandardCharsets.UTF_8));
    private static final BigInteger LANES = BigInteger.valueOf(DrawFile.LANES);

    /** A joiner with a ticket. */
    record Drawn(Joiner joiner, String id, int lane, String user, int window, String key, String chain) {}

    record Step(int number, int window, String key, int admitted) {}

    private final String rule;
    private final List<byte[]> links = new ArrayList<>();

    DrawArithmetic(String rule) {
        this.rule = rule;
        for (int lane = 0; lane < DrawFile.LANES; lane++) {
            links.add(sha256(text("doorbuster-lane|" + DrawFile.SALE + "|" + lane)));
        }
    }

    Map<String, Object> saleLine() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("type", "sale");
        line.put("format", 1);
        line.put("saleId", DrawFile.SALE);
        line.put("rule", rule);
        line.put("startAtMs", DrawFile.START);
        line.put("firstWindowMs", firstWindow());
        line.put("windowMs", rule.equals("FIFO") ? 1 : 500);
        line.put("weights", rule.equals("WEIGHTED") ? Map.of("gold", 3, "silver", 2) : Map.of());
        line.put("lanes", DrawFile.LANES);
        line.put("commitment", HEX.formatHex(sha256(SEED)));
        line.put("seed", HEX.formatHex(SEED));
        return line;
    }

    private int firstWindow() {
        return switch (rule) {
            case "FIFO" -> 1;
            case "BATCH" -> 500;
            default -> 2_000;
        };
    }

    private int window(long atMillis) {
        long since = atMillis - DrawFile.START - firstWindow();
        return since < 0 ? 0 : (int) (1 + since / (rule.equals("FIFO") ? 1 : 500));
    }

    /** Everybody's ticket, by lane, then number. The joiners come in order of arrival. */
    List<Drawn> draw(List<Joiner> joiners) {
        List<Drawn> tickets = new ArrayList<>();
        int[] numbers = new int[DrawFile.LANES];
        int[] windows = new int[DrawFile.LANES];
        for (Joiner joiner : joiners) {
            byte[] hash = sha256(HEX.parseHex(joiner.salt()), text(joiner.holder()));
            String user = HEX.formatHex(hash).substring(0, 32);
            int lane = new BigInteger(user.substring(0, 16), 16).mod(LANES).intValue();
            String id = lane + "-" + joiner.generation() + "-" + ++numbers[lane];
            // Now and then a window was closed early: whoever comes then is in the next one.
            int closed = numbers[lane] % 25 == 0 ? 1 : 0;
            int window = Math.max(windows[lane], window(joiner.atMillis()) + closed);
            windows[lane] = window;
            byte[] link = sha256(
                    links.get(lane),
                    text("|" + id + "|" + user + "|" + joiner.atMillis() + "|" + window + "|" + joiner.weight()));
            links.set(lane, link);
            tickets.add(new Drawn(joiner, id, lane, user, window, key(id, joiner.weight()), HEX.formatHex(link)));
        }
        tickets.sort(comparingInt(Drawn::lane));
        return tickets;
    }

    private String key(String id, int weight) {
        byte[] mac = hmac(text(DrawFile.SALE + "|" + id));
        String drawn = HEX.formatHex(mac).substring(0, 16);
        if (!rule.equals("WEIGHTED")) {
            return drawn;
        }
        double steps = new BigInteger(drawn, 16).shiftRight(11).doubleValue();
        double uniform = (steps + 0.5) / Math.pow(2, 53);
        return "%016x".formatted(Double.doubleToLongBits(-StrictMath.log(uniform) / weight));
    }

    /** Admits in order of place; the last step closes the window that it has come to. */
    List<Step> steps(List<Drawn> tickets, int perStep) {
        List<Drawn> ordered = new ArrayList<>(tickets);
        ordered.sort(comparingInt(Drawn::window).thenComparing(comparing(Drawn::key)));
        List<Step> steps = new ArrayList<>();
        int admitted = 0;
        int last = ordered.size() * 2 / 3;
        while (admitted + perStep < last) {
            admitted += perStep;
            Drawn at = ordered.get(admitted - 1);
            steps.add(new Step(steps.size() + 1, at.window(), at.key(), admitted));
        }
        if (!steps.isEmpty()) {
            int window = steps.get(steps.size() - 1).window();
            int through = (int)
                    ordered.stream().filter(ticket -> ticket.window() <= window).count();
            steps.add(new Step(steps.size() + 1, window, "f".repeat(16), through));
        }
        return steps;
    }

    int stepOf(List<Step> steps, Drawn ticket) {
        for (Step step : steps) {
            boolean reached = step.window() > ticket.window()
                    || (step.window() == ticket.window() && step.key().compareTo(ticket.key()) >= 0);
            if (reached) {
                return step.number();
            }
        }
        return 0;
    }

    List<String> chains() {
        return links.stream().map(HEX::formatHex).toList();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sha256(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        try {
            return MessageDigest.getInstance("SHA-256").digest(whole.toByteArray());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SEED, "HmacSHA256"));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
