package io.doorbuster.embedded;

/** A value that a record of configuration does not take; whoever reads the file adds where the value came from. */
final class ConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String rule;

    /**
     * @param key the record's component; empty if the rule is about several
     * @param rule what must hold, and what there was instead; never a secret
     */
    ConfigException(String key, String rule) {
        super(key.isEmpty() ? rule : key + " " + rule);
        this.key = key;
        this.rule = rule;
    }

    String key() {
        return key;
    }

    String rule() {
        return rule;
    }
}
