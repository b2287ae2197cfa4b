/// Fits one form that is not a blend.
struct SingleFormFitter {
    let design: Design
    let form: LawForm

    func fit() throws(FitError) -> FormFit {
        switch form {
        case .performanceLaw, .scalingLaw, .logQuadratic, .logQuadraticInteraction, .separable:
            try ParametricFitter(design: design, form: form).fit()
        case .gaussianProcess, .gaussianProcessAdditive:
            try GaussianProcessFitter(design: design, form: form).fit()
        case .blend:
            preconditionFailure("a blend is fitted from the fits of other forms, by BlendFitter")
        }
    }
}
