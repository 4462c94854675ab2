package io.doorbuster.embedded;

/** What {@code --payments} can be. */
enum ProviderChoice {
    SANDBOX {
        @Override
        PaymentProvider provider() {
            return new PaymentProvider.Sandbox();
        }
    },
    SIM {
        @Override
        PaymentProvider provider() {
            return new PaymentProvider.SimulatedStripe();
        }
    },
    STRIPE {
        @Override
        PaymentProvider provider() {
            StripeSettings settings = StripeSettings.read(System.getenv());
            if (settings.config().live()) {
                throw new IllegalArgumentException("`up` trusts the development issuer, so anybody here can be anyone:"
                        + " it takes test keys only. Live keys are for `api`");
            }
            return new PaymentProvider.Stripe(settings);
        }
    };

    abstract PaymentProvider provider();
}
