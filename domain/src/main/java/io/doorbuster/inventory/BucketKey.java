package io.doorbuster.inventory;

/**
 * Names one bucket of one sale. {@link #toString()} is its key in the grid; the organisation is part of it, so that no
 * command of one organisation can reach another's units.
 *
 * @param bucket 0-based
 */
public record BucketKey(String orgId, String saleId, int bucket) {
    public static BucketKey parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a bucket key: " + text);
        }
        return new BucketKey(parts[0], parts[1], Integer.parseInt(parts[2]));
    }

    @Override
    public String toString() {
        return orgId + "/" + saleId + "/" + bucket;
    }
}
